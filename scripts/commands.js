// Writes oclif.manifest.json: what oclif knows of the commands without loading one. Part of the build.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Plugin } from '@oclif/core'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const pjson = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'))
const LISTED = { strategy: 'explicit', target: './dist/commands/index.js', identifier: 'COMMANDS' }

const plugin = new Plugin({
  root: ROOT,
  isRoot: true,
  pjson: { ...pjson, oclif: { ...pjson.oclif, commands: LISTED } },
  ignoreManifest: true,
  errorOnManifestCreate: true,
  respectNoCacheDefault: true,
})
await plugin.load()
const commands = Object.fromEntries(
  Object.entries(plugin.manifest.commands).map(([id, command]) => [
    id,
    { ...command, isESM: true, relativePath: ['dist', 'commands', `${id}.js`] },
  ]),
)
writeFileSync(`${ROOT}oclif.manifest.json`, JSON.stringify({ commands, version: pjson.version }))
