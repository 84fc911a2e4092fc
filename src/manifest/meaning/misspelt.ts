import { own } from '../../collate.ts'
import type { Path } from '../../kinds/kind.ts'
import { MISSPELT } from '../../kinds/placeholder.ts'
import { clipped } from '../../words.ts'
import { WAIVE } from '../form/facets.ts'
import type { Manifest } from '../form/load.ts'
import { rootOf } from '../form/sections.ts'
import type { Finding, Findings } from '../text/findings.ts'
import { isReadable } from './environment.ts'
import { textBetween } from './interpolate.ts'

interface Text {
  readonly text: string
  readonly path: Path
}

/** What variables look like elsewhere would reach ECR as it is. IAM's own `${aws:…}` mean something there. */
export function checkMisspelt({ root, fragments, documents }: Manifest, findings: Findings): void {
  const listed = rootOf(root).env ?? []
  for (const parsed of [root, ...fragments])
    for (const { text, path } of textsIn(parsed.value))
      for (const finding of isIgnored(path) ? [] : misspeltIn(text, isMadeOfWords(path) ? undefined : listed))
        findings.at({ parsed, path }, finding)
  const found = new Map<unknown, readonly Finding[]>()
  for (const { place, file } of documents.uses) {
    const document = documents.of(place.parsed, file)
    const faults = found.get(document) ?? textsIn(document).flatMap(({ text }) => misspeltIn(text, listed))
    found.set(document, faults)
    for (const finding of faults) findings.at(place, finding)
  }
}

const isIgnored = ([section, , key]: Path): boolean =>
  String(section).startsWith('x-') ||
  key === WAIVE ||
  ((section === 'removed' || section === 'released') && key === 'reason')

/** Names, tags and sources hold no `$` of their own: a word behind one is meant as a variable. */
function isMadeOfWords([section, second, key]: Path): boolean {
  if (section === 'name' || (section === 'repositories' && second !== undefined && key === undefined)) return true
  return key === 'tags' || key === 'images' || OF_NAMES.some(([of, field]) => of === section && field === key)
}

const OF_NAMES = [
  ['removed', 'name'],
  ['removed', 'copiedTo'],
  ['released', 'name'],
  ['adopt', 'from'],
] as const

/** Those in which a variable could be meant: in most files, none. */
function textsIn(value: unknown): readonly Text[] {
  if (typeof value === 'string') return isSuspect(value) ? [{ text: value, path: [] }] : NONE
  if (typeof value !== 'object' || value === null) return NONE
  const found: Text[] = []
  for (const [step, inner] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    if (typeof step === 'string' && isSuspect(step)) found.push({ text: step, path: [step] })
    for (const { text, path } of textsIn(inner)) found.push({ text, path: [step, ...path] })
  }
  return found
}

const NONE: readonly Text[] = []

const isSuspect = (text: string): boolean => text.includes('$') || text.includes('{{')

/** `$X` and `${X}`, as shells have them. */
const OF_SHELL = /\$(?:\{([A-Z_][A-Z0-9_]+)\}|([A-Z_][A-Z0-9_]+)(?!\w))/g
/** `${X}` of anybody. */
const IN_BRACES = /\$\{(?!\{)([^{}]{0,200})\}/g
/** A key with its one colon, perhaps with what stands for it where it is missing, or a character that is meant as it is. Source: IAM user guide, "IAM policy elements: Variables and tags". */
const OF_IAM = /^(?:[\w-]+:(?!:).+|[*?$])$/s

/** `listed`: of words behind a `$`, only these are meant; left out, all. */
function misspeltIn(text: string, listed: readonly string[] | undefined): readonly Finding[] {
  const rest = textBetween(text)
  const [written = '', name] = MISSPELT.exec(rest) ?? []
  if (name !== undefined) return [misspelt(written.trim(), name)]
  for (const [written, braced, bare = braced] of rest.matchAll(OF_SHELL))
    if (bare !== undefined && (listed === undefined || listed.includes(bare) || isReadable(bare, [])))
      return [misspelt(written, `env.${bare}`)]
  const [strange] = [...rest.matchAll(IN_BRACES)].filter(([, inner = '']) => !OF_IAM.test(inner))
  return strange === undefined ? [] : [ofOthers(strange[0], strange[1] ?? '')]
}

const misspelt = (written: string, name: string): Finding => ({
  code: 'UNKNOWN_VARIABLE',
  summary: `${clipped(written)} is no variable here`,
  detail: `Variables are written \${{ ${clipped(name)} }}: this would reach ECR as it is.`,
  hint: `Write \${{ ${clipped(name)} }}`,
})

/** Source: CloudFormation user guide, "Pseudo parameters". */
const INSTEAD: Readonly<Record<string, string>> = {
  'AWS::AccountId': '${{ target.account }}, ${{ accounts.NAME }}, or the id itself',
  'AWS::Region': '${{ target.region }}, or the region itself',
  'AWS::Partition': '${{ target.partition }}, or aws',
  'AWS::URLSuffix': 'amazonaws.com, or the domain of the partition',
}

const ofOthers = (written: string, inner: string): Finding => ({
  severity: 'warning',
  code: 'UNKNOWN_VARIABLE',
  summary: `${clipped(written)} is filled in by nobody`,
  detail: `It is a variable of ${inner.includes('::') ? 'CloudFormation' : 'something else'}, and reaches ECR as it is; those of IAM are \${aws:…}, those here \${{ … }}.`,
  hint: `Write ${own(INSTEAD, inner.trim()) ?? '${{ … }} with a variable that is known here, or the value itself'}`,
})
