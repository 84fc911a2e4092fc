#!/usr/bin/env node
// Docker and other clients run this by its name; see `ecrsync login --help`.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'

const { runHelper } = await import('../dist/commands/login/helper.js')

process.exitCode = await runHelper(process.argv.slice(2))
