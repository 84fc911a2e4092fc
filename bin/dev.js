#!/usr/bin/env node
// Builds, then runs what was built, with stack traces.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

execFileSync('npm', ['run', '--silent', 'build'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  stdio: 'inherit',
})
process.env.DEBUG ??= 'ecrsync*'
await import('./run.js')
