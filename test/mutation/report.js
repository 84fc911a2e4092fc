// What the last run has come to: survivors, those that no test can tell, with the reason, and the figures, kept in docs/reliability.md.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

/** Percent of those that can be told. */
const LEAST = 90

/** What is mutated, as the page names it. */
const ROOMS = { 'src/plan/diff.ts': 'plan/diff', 'src/plan/guards/': 'the guards', 'src/lifecycle/': 'lifecycle' }

/**
 * @typedef {{ mutatorName: string, replacement?: string, status: string, location: { start: { line: number, column: number } } }} Mutant
 * @typedef {{ files: Readonly<Record<string, { source: string, mutants: readonly Mutant[] }>> }} Report
 * @typedef {{ file: string, line: string, mutator: string, replacement: string, reason: string }} Equivalent
 */

const here = new URL('.', import.meta.url)
const page = new URL('../../docs/reliability.md', here)

/** @type {(url: URL) => any} */
const jsonAt = url => JSON.parse(readFileSync(url, 'utf8'))

const report = /** @type {Report} */ (jsonAt(new URL('../../coverage/mutation.json', here)))
const equivalents = readdirSync(here)
  .filter(name => /^equivalent-.*\.json$/.test(name))
  .flatMap(name => /** @type {readonly Equivalent[]} */ (jsonAt(new URL(name, here))))

const mutants = Object.entries(report.files).flatMap(([file, { source, mutants }]) => {
  const lines = source.split('\n')
  return mutants.map(({ mutatorName: mutator, replacement = '', status, location: { start } }) => {
    const line = (lines[start.line - 1] ?? '').trim()
    return { file, line, mutator, replacement, status, at: `${file}:${start.line}:${start.column}` }
  })
})

/** @type {(mutant: typeof mutants[number]) => (equivalent: Equivalent) => boolean} */
const isOf =
  ({ file, line, mutator, replacement }) =>
  other =>
    other.file === file && other.line === line && other.mutator === mutator && other.replacement === replacement

/** @type {(mutant: typeof mutants[number]) => boolean} */
const isKilled = ({ status }) => status === 'Killed' || status === 'Timeout'
/** @type {(mutant: typeof mutants[number]) => boolean} */
const isEquivalent = mutant => !isKilled(mutant) && equivalents.some(isOf(mutant))
const alive = mutants.filter(mutant => !isKilled(mutant))
const stale = equivalents.filter(one => report.files[one.file] && !alive.some(mutant => isOf(mutant)(one)))

/** @type {(all: typeof mutants) => { count: number, killed: number, equivalent: number, survived: number, score: number }} */
function tally(all) {
  const [killed, equivalent] = [all.filter(isKilled).length, all.filter(isEquivalent).length]
  const told = all.length - equivalent
  return { count: all.length, killed, equivalent, survived: told - killed, score: (100 * killed) / Math.max(1, told) }
}

for (const { file, line, replacement, reason } of equivalents)
  console.log(`equivalent  ${file}: ${line}  ->  ${replacement}\n            ${reason}`)
for (const mutant of alive)
  if (!isEquivalent(mutant))
    console.log(`survived    ${mutant.at} ${mutant.mutator}: ${mutant.line}  ->  ${mutant.replacement}`)
for (const { file, line } of stale) console.log(`told by now ${file}: ${line}: take it off the list`)

const rooms = Object.entries(ROOMS).map(([path, name]) => ({
  name,
  all: mutants.filter(({ file }) => file.startsWith(path)),
}))
const isWhole = rooms.every(({ all }) => all.length > 0)
const rows = [...rooms, { name: 'all', all: mutants }].map(({ name, all }) => {
  const { count, killed, equivalent, survived, score } = tally(all)
  return `| ${name} | ${count} | ${killed} | ${equivalent} | ${survived} | ${score.toFixed(1)} % |`
})
const table = [
  '| mutated | mutants | killed | equivalent | survived | of those that can be told |',
  '| --- | --- | --- | --- | --- | --- |',
  ...rows,
].join('\n')
console.log(`\n${table}\n`)
if (isWhole)
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(
      /(<!-- mutation -->\n)[\s\S]*?(<!-- mutation stop -->)/,
      (_, begin, end) => `${begin}${table}\n${end}`,
    ),
  )
const { score } = tally(mutants)
if (score < LEAST) console.log(`${score.toFixed(1)} % is less than ${LEAST} %.`)
if (score < LEAST || stale.length > 0) process.exitCode = 1
