// What the README tells a reader to type and to save, for .ci/fresh, which does just that.
import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'

const README = await readFile(new URL('../README.md', import.meta.url), 'utf8')
const RELEASE = /https:\/\/github\.com\/OWNER\/ecrsync\/releases\/download\/v[\d.]+/

/** @type {(language: string, holds: RegExp) => string} */
function block(language, holds) {
  const blocks = [...README.matchAll(/^```(\S+)\n([\s\S]*?)^```$/gm)].map(([, as, text = '']) => ({ as, text }))
  const found = blocks.find(({ as, text }) => as === language && holds.test(text))
  if (found === undefined) throw new Error(`README.md has no block of ${language} that holds ${holds}`)
  return found.text
}

const workflow = () => block('yaml', /^# \.github\/workflows/)

/** @typedef {{ if?: string, run?: string }} Step */

/** @param {string} event */
function steps(event) {
  /** @type {{ jobs: Readonly<Record<string, { steps: readonly Step[] }>> }} */
  const { jobs } = parse(workflow())
  const isOf = (/** @type {Step} */ step) => step.if === undefined || step.if === `github.event_name == '${event}'`
  const lines = Object.values(jobs).flatMap(job => job.steps.filter(isOf).flatMap(({ run }) => run ?? []))
  return `${lines.join('\n')}\n`
}

/** @type {Readonly<Record<string, (argument: string) => string>>} */
const PARTS = {
  clone: folder => block('sh', /npm pack/).replaceAll('../platform', folder),
  install: address => block('sh', RELEASE).replace(RELEASE, address),
  manifest: () => block('yaml', /^# yaml-language-server/),
  try: () => block('sh', /--local/),
  workflow,
  steps,
}

const [part = '', argument = ''] = process.argv.slice(2)
const make = PARTS[part]
if (make === undefined) throw new Error(`${part} is none of ${Object.keys(PARTS).join(', ')}`)
process.stdout.write(make(argument))
