// All that is measured, beside Terraform where it is there: `npm run bench [-- CASE… --quick]`. Without CASE it writes RESULTS.md and
// the picture of the README. Needs a build.
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { CASES } from './cases/index.js'
import { facts } from './frame/machine.js'
import { noiseOf, probes } from './frame/noise.js'
import { pageText, sectionText } from './frame/page.js'
import { picture, pictureText } from './frame/picture.js'
import { table } from './frame/table.js'
import { openTerraform } from './frame/terraform.js'

/** @typedef {import('./frame/case.js').Context} Context */

const ROOT = new URL('..', import.meta.url)
const { values, positionals } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean' } } })
const isQuick = values.quick ?? false

/** @param {string} line */
const say = line => void process.stderr.write(`${line}\n`)

/** @param {readonly string[]} names */
function chosen(names) {
  const unknown = names.filter(name => !CASES.some(each => each.name === name))
  if (unknown.length > 0)
    throw new Error(`No case is called ${unknown.join(', ')}. There are: ${CASES.map(({ name }) => name).join(', ')}`)
  return CASES.filter(({ name, isExtra }) => (names.length === 0 ? !isExtra : names.includes(name)))
}

/** Terraform, or a loud word that there is none. */
async function besides() {
  try {
    return await openTerraform()
  } catch (error) {
    say(`\nTERRAFORM IS NOT HERE: ${error instanceof Error ? error.message : error}`)
    say('It is left out. It takes `terraform`, and a mirror of its AWS provider that TF_PLUGIN_DIR names.\n')
    return undefined
  }
}

/**
 * What else was measured is worth having where one of them fails.
 * @param {import('./frame/case.js').Case} of @param {Context} context @returns {Promise<import('./frame/case.js').Section>}
 */
async function measured({ name, run }, context) {
  try {
    return await run(context)
  } catch (error) {
    process.exitCode = 1
    say(`${name} FAILED: ${error instanceof Error ? error.stack : error}`)
    return { tables: [], goals: [], notes: ['**It failed, and was not measured.**'] }
  }
}

/** @param {Context} context */
async function measureAll(context) {
  const all = [...(await probes())]
  const sections = []
  for (const each of chosen(positionals)) {
    const { name, title } = each
    say(`${name}: ${title} …`)
    const section = await measured(each, context)
    process.stdout.write(`${sectionText({ title, section })}\n\n`)
    sections.push({ title, section })
    all.push(...(await probes()))
  }
  return { sections, noise: noiseOf(all) }
}

/** @param {Context} context @param {string} noise @param {number} minutes */
const headText = ({ terraform }, noise, minutes) =>
  [
    '# Benchmarks',
    ...(isQuick ? ['**This was `--quick`: fewer rounds over less. Do not quote it.**'] : []),
    `Written by \`npm run bench\`, which took ${minutes.toFixed(0)} minutes. Each figure is a median, with the fastest and the slowest run; what is compared was run in turn, as a whole process each, against one server, which counts the calls. Memory is the most that a process has had; of Terraform, the largest of its processes.`,
    table(['', ''], facts(terraform)),
    noise,
  ].join('\n\n')

/** @param {readonly import('./frame/case.js').Bar[]} bars */
function writePicture(bars) {
  writeFileSync(new URL('docs/benchmark.svg', ROOT), picture(bars))
  const readme = new URL('README.md', ROOT)
  const text = readFileSync(readme, 'utf8')
  writeFileSync(
    readme,
    text.replace(/!\[[^\]]*\]\(docs\/benchmark\.svg\)/, () => `![${pictureText(bars)}](docs/benchmark.svg)`),
  )
}

async function main() {
  const since = Date.now()
  const terraform = await besides()
  try {
    const context = { isQuick, rounds: isQuick ? 1 : 3, repositories: isQuick ? 30 : 300, terraform }
    const { sections, noise } = await measureAll(context)
    say(noise.text)
    if (positionals.length > 0) return
    const head = headText(context, noise.text, (Date.now() - since) / 60_000)
    writeFileSync(new URL('bench/RESULTS.md', ROOT), pageText({ head, sections }))
    const bars = sections.flatMap(({ section }) => section.bars ?? [])
    if (bars.length > 0) writePicture(bars)
  } finally {
    await terraform?.close()
  }
}

await main()
