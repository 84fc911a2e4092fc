#!/usr/bin/env node
// Starts what was built without the bundle and without any code cache: to see what these contribute.
import { fileURLToPath } from 'node:url'
import { execute } from '@oclif/core'

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
await execute({ dir: fileURLToPath(new URL('..', import.meta.url)) })
