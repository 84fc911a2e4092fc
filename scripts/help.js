// Writes bundle/help.json: the pages of help, as oclif prints them into a pipe. Part of the build.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { VERSION_HERE } from '../dist/start/help-pages.js'
import { versionLine } from '../dist/start/version.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

// oclif looks at these as it is loaded: the same page, whoever builds.
for (const name of ['FORCE_COLOR', 'DEBUG']) delete process.env[name]
Object.assign(process.env, { NO_COLOR: '1', OCLIF_COLUMNS: '80' })
const { run } = await import('../dist/commands/main.js')

/** @param {readonly string[]} argv */
async function pageOf(argv) {
  const { write } = process.stdout
  let page = ''
  process.stdout.write = chunk => {
    page += chunk
    return true
  }
  await run(argv, ROOT).finally(() => {
    process.stdout.write = write
  })
  return page.replace(versionLine(ROOT), VERSION_HERE)
}

/** @type {Record<string, string>} */
const pages = { '': await pageOf(['--help']) }
const { commands } = JSON.parse(readFileSync(`${ROOT}oclif.manifest.json`, 'utf8'))
for (const name of Object.keys(commands)) pages[name] = await pageOf([name, '--help'])
writeFileSync(`${ROOT}bundle/help.json`, JSON.stringify(pages))
