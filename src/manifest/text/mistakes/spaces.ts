import { clipped } from '../../../words.ts'
import { type Edit, insert, type Mistake, type Recognise, replace } from './mistake.ts'
import type { Odd, Scene } from './scene.ts'

/** How an address or an image source begins, where no space is missing. */
const SCHEMES = /^(?:https?|docker|ecr|oci|oci-archive|sha256|arn|localhost)$/

const HEAD = /^([\w./-]{1,256})[:：](?=\S)/

const missing = (offset: number, key: string, edits: readonly Edit[]): Mistake => ({
  offset,
  finding: {
    code: 'MISSING_SPACE',
    summary: `No space after the colon of ${clipped(key)}`,
    detail: 'YAML sees no key without it: key, colon and value are one text, often with the lines that follow.',
    hint: 'Write it with a space:',
  },
  edits,
})

/** `version:1`, `- match:"**"` and `{team:storefront}`. */
export const spaceAfterColon: Recognise = scene =>
  scene.odd.flatMap(odd => [...(odd.isKey ? inKey(odd) : inValue(odd, scene)), ...inFurtherLines(odd, scene)])

const headOf = (raw: string): string => HEAD.exec(raw)?.[1] ?? ''

const colonAfter = (start: number, head: string): Edit => replace(start + head.length, start + head.length + 1, ': ')

function inKey({ raw, start, isAlone }: Odd): readonly Mistake[] {
  const head = headOf(raw)
  if (head === '' || SCHEMES.test(head)) return []
  const isMeant = isAlone || BEGUN.test(raw[head.length + 1] ?? '') || raw.includes('\n')
  return isMeant ? [missing(start, head, [colonAfter(start, head)])] : []
}

/** What begins a value, and stands in no key. */
const BEGUN = /["'[{#]/

function inValue({ raw, start, end, isInFlow, isInList, path }: Odd, scene: Scene): readonly Mistake[] {
  const { keys } = scene.grammar
  const head = headOf(raw)
  if (head === '' || SCHEMES.test(head)) return []
  const isMapMeant = !isInList && scene.grammar.isMapAt(path)
  const edit = colonAfter(start, head)
  const isWithin = isInFlow || !scene.beginsLine(start)
  if (!isWithin && (keys.has(head) || isMapMeant || BEGUN.test(raw[head.length + 1] ?? '')))
    return [missing(start, head, [edit])]
  if (isInFlow && isInList && keys.has(head)) return [missing(start, head, [edit])]
  const isWhole = isWithin && isMapMeant && !raw.includes('\n')
  return isWhole ? [missing(start, head, [insert(start, '{ '), edit, insert(end, ' }')])] : []
}

/** Lines that an unquoted text goes on in. */
function inFurtherLines({ raw, start, isKey, isInList, path }: Odd, { grammar }: Scene): readonly Mistake[] {
  const isMapMeant = !isKey && !isInList && grammar.isMapAt(path)
  if (!raw.includes('\n')) return []
  return [...raw.matchAll(/\n([ \t]*)([\w./-]{1,256})[:：](?=\S)/g)].flatMap(
    ({ index, 1: blanks = '', 2: head = '' }) => {
      const at = start + index + 1 + blanks.length
      const isMeant = grammar.keys.has(head) || (isMapMeant && !SCHEMES.test(head))
      return isMeant ? [missing(at, head, [colonAfter(at, head)])] : []
    },
  )
}

/** `"name":"acme"`, which only braces allow. */
export const spaceAfterQuotedKey: Recognise = ({ error, lines }) => {
  if (error === undefined) return []
  const line = lines.lineOf(error.pos[0])
  const [, before = '', key = ''] = /^(\s*(?:- +)*)("[^"\n]{1,256}"|'[^'\n]{1,256}'):(?=\S)/.exec(lines.at(line)) ?? []
  const start = lines.start(line) + before.length
  return key === '' ? [] : [missing(start, key, [colonAfter(start, key)])]
}

/** `-match: x`. */
export const spaceAfterDash: Recognise = scene =>
  scene.odd.flatMap(({ raw, start, isKey, isInFlow, isInList }) => {
    const [, word = ''] = /^-([^\s-][^\s:]*)/.exec(raw) ?? []
    if (word === '' || isInFlow || !scene.beginsLine(start)) return []
    const isMeant = isKey ? scene.grammar.keys.has(word) : !isInList && !/^[\d.]/.test(word)
    if (!isMeant) return []
    const dashes = [...raw.matchAll(/(?:^|\n[ \t]*)-(?=[^\s-])/g)].map(
      ({ index, 0: found }) => start + index + found.length,
    )
    return [
      {
        offset: start,
        finding: {
          code: 'MISSING_SPACE',
          summary: 'No space after the dash',
          detail: `YAML sees no list item without it, but a text that begins with -: ${clipped(`-${word}`)}.`,
          hint: 'Write it with a space:',
        },
        edits: dashes.map(at => insert(at, ' ')),
      },
    ]
  })

/** A key at the end of a map that has no colon. */
export const lastWithoutColon: Recognise = ({ error, lines, grammar }) => {
  if (error === undefined || !/^Implicit map keys need to be followed/.test(error.message)) return []
  const line = lines.from(error.pos[0])
  const [, word = ''] = /^([\w./-]{1,256})[ \t]+\S/.exec(line) ?? []
  const [key = ''] = grammar.keys.has(word) ? [word] : (/^[\w./-]{1,256}(?=\s*(?:#|$))/.exec(line) ?? [])
  return key === '' ? [] : [withoutColon(error.pos[0], key, insert(error.pos[0] + key.length, ':'))]
}

const withoutColon = (offset: number, key: string, edit: Edit, sign = ''): Mistake => ({
  offset,
  finding: {
    code: 'INVALID_YAML',
    summary: sign === '' ? `No colon after ${clipped(key)}` : `${sign} after ${clipped(key)} where a colon belongs`,
    detail: 'Without it the line is no key, but a text, which the lines that follow are a part of.',
    hint: 'Write it with a colon:',
  },
  edits: [edit],
})

/** `name = acme`, `name acme`, and a name of a repository without a colon. */
export const noColon: Recognise = scene =>
  scene.odd.flatMap(odd => {
    const { start } = odd
    const [line = ''] = odd.raw.split('\n', 1)
    if (odd.isInFlow || !scene.beginsLine(start)) return []
    const [, key = '', between = ''] = /^([\w./-]{1,256})([ \t]*=[ \t]*|[ \t]+(?=\S)|[ \t\r]*$)/.exec(line) ?? []
    if (!isKeyMeant(key, between, odd, scene)) return []
    const isAlone = between.trim() === '' && key.length + between.length >= line.length
    const [from, to] = [start + key.length, start + key.length + between.length]
    const edit = replace(from, to, isAlone ? `:${between}` : ': ')
    return [withoutColon(start, key, edit, between.includes('=') ? '=' : '')]
  })

/** What goes on in further lines up to a colon was meant as a key itself. */
function isKeyMeant(
  key: string,
  between: string,
  { raw, isKey, isInList, isAlone, path }: Odd,
  { grammar }: Scene,
): boolean {
  if (key === '' || SCHEMES.test(key)) return false
  const isText = isKey && (raw.includes('\n') || isAlone)
  if (between.includes('=')) return isText || grammar.keys.has(key) || (!isInList && grammar.isMapAt(path))
  return isText && (grammar.keys.has(key) || between.trim() === '')
}
