import type { Diagnostic } from '../src/model.ts'

/** What is quoted, code in braces or parentheses, and what ECR itself says of lifecycle policies, in its own words. */
const NOT_OURS = /"[^"]*"|'[^']*'|`[^`]*`|\{.*\}|\([^)]*\)|Lifecycle policy validation failure: .*/g

/** Sentences in which a cause stands behind another one, each after a colon, as errors read that were joined. */
export const nestedIn = (text: string): readonly string[] =>
  text.split(/(?<=[.;?!])\s+/).filter(sentence => (sentence.replaceAll(NOT_OURS, '…').match(/: /g) ?? []).length > 1)

type Said = Pick<Diagnostic, 'summary' | 'detail'>

/** The same of what diagnostics say; hints have code in them. */
export const nestedOf = (diagnostics: readonly Said[]): readonly string[] =>
  diagnostics.flatMap(({ summary, detail = '' }) => [summary, ...detail.split('\n')].flatMap(nestedIn))

/** The same of a page of diagnostics, as it is printed. */
export const nestedOn = (page: string): readonly string[] => page.split('\n\n').flatMap(one => nestedOf(saidOn(one)))

const HEAD = /^(?:\S+:\d+:\d+ )?(?:error|warning|note) [A-Z_]+: /
const FRAME = /^ {2} *\d* \| .*$/gm

/** Nothing where it is no diagnostic. */
function saidOn(text: string): readonly Said[] {
  const begin = HEAD.exec(text)?.[0]
  if (begin === undefined) return []
  const [said = ''] = text
    .slice(begin.length)
    .replace(FRAME, '')
    .split(/\n {2}hint: /)
  const [summary = '', ...more] = said.split(/\n {2}(?! )/)
  return [{ summary: oneLine(summary), detail: more.map(oneLine).join(' ') }]
}

const oneLine = (text: string): string => text.trim().replace(/\s+/g, ' ')
