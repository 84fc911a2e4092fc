#!/usr/bin/env node
import { readFileSync } from 'node:fs'

// Whoever asks for the version waits for nothing else to be loaded: oclif alone is 200 files.
if (['--version', '-v', 'version'].includes(process.argv[2] ?? '')) {
  const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  process.stdout.write(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`)
} else {
  // The SDK warns on every start that it will want Node 22 one day; that is not the business of whoever runs a plan.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
  const { execute } = await import('@oclif/core')
  await execute({ dir: import.meta.url })
}
