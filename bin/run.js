#!/usr/bin/env node
// The SDK warns on every start that it will want Node 22 one day; that is not the business of whoever runs a plan.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'

const { execute } = await import('@oclif/core')

await execute({ dir: import.meta.url })
