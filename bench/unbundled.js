#!/usr/bin/env node
// Starts what was built without the bundle and without any code cache: to see what these contribute.
import { fileURLToPath } from 'node:url'

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
const { main } = await import('../dist/commands/main.js')
await main(process.argv.slice(2), fileURLToPath(new URL('..', import.meta.url)))
