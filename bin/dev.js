#!/usr/bin/env node
// Builds, then runs what was built as it stands in dist/, with stack traces.
const { execFileSync } = require('node:child_process')
const { join } = require('node:path')

const ROOT = join(__dirname, '..')

execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' })
process.env.DEBUG ??= 'ecrsync*'
import('../dist/commands/main.js').then(({ main }) => main(process.argv.slice(2), ROOT))
