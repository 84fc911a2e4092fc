import { clipped } from '../../../words.ts'
import type { Finding } from '../findings.ts'
import { isWithinBrackets } from './brackets.ts'
import { contentEnd, firstOf, flowEnd, isOpenIn } from './content.ts'
import { type Mistake, type Recognise, replace } from './mistake.ts'
import type { Scene } from './scene.ts'
import { inQuotes } from './unclosed.ts'

const MEANINGS: Readonly<Record<string, string>> = {
  '*': 'begins an alias',
  '!': 'begins a type tag',
  '&': 'begins an anchor',
  '@': 'is reserved',
  '`': 'is reserved',
  '%': 'begins a directive',
  '>': 'begins a text of several lines',
  '|': 'begins a text of several lines',
}

const unquoted = (word: string): Finding => ({
  code: 'UNQUOTED',
  summary: `Unquoted ${clipped(word)}`,
  detail: `In YAML ${word[0] === '`' ? 'a backtick' : word[0]} ${MEANINGS[word[0] as string]}, so this is not read as the text that it looks like.`,
  hint: 'Quote it:',
})

/** From a sign on, what was meant as one text. */
function textAt({ lines, text }: Scene, start: number, isInFlow: boolean): string {
  const line = lines.from(start)
  const end = isInFlow ? flowEnd(line) : contentEnd(line)
  return text.slice(start, start + end)
}

/** Characters back in which its key stands. */
const LOOKED_AT = 300

const quoting = (scene: Scene, start: number, isInFlow: boolean): readonly Mistake[] => {
  const word = textAt(scene, start, isInFlow)
  if (!Object.hasOwn(MEANINGS, word.charAt(0))) return []
  const before = scene.lines.before(start).slice(-LOOKED_AT)
  const key = firstOf(/(?:[\w./-]{1,256}|"[^"\n]{1,256}"):[ \t]+$/, before)
  const edits = [replace(start, start + word.length, inQuotes(word))]
  return [{ offset: start - key.length, finding: unquoted(word), edits }]
}

/** `match: **`, an alias to nothing, and `&x`, an anchor on nothing. */
export const starOrAnchor: Recognise = scene =>
  scene.odd.flatMap(({ raw, start, isKey, isInFlow }) =>
    /^[*&]/.test(raw) && !isKey ? quoting(scene, start, isInFlow) : [],
  )

/** `@team`, `%x`, `!vendor/*` and others that the parser stops at. */
export const specialSign: Recognise = scene => {
  const { error, lines } = scene
  if (error === undefined) return []
  const start = /^Not a YAML token/.test(error.message)
    ? scene.text.slice(0, error.pos[0]).search(/[>|][^\s>|]{0,3}[ \t]+$/)
    : error.pos[0]
  if (start < 0 || !(STOPPED.has(error.code) || start !== error.pos[0])) return []
  return quoting(scene, start, isOpenIn(lines.before(start)))
}

const STOPPED: ReadonlySet<string> = new Set(['BAD_SCALAR_START', 'BAD_ALIAS', 'TAG_RESOLVE_FAILED'])

/** `{ team: ${TEAM} }`: within braces, another begins a map. */
export const placeholderInBraces: Recognise = scene => {
  const { error, lines } = scene
  if (error === undefined || !isWithinBrackets(scene, error.pos[0])) return []
  const start = lines.start(lines.lineOf(error.pos[0]))
  return placeholdersIn(lines.from(start)).map(({ index, word }) => ({
    offset: start + index,
    finding: {
      code: 'UNQUOTED',
      summary: `Unquoted ${clipped(word)}`,
      detail: 'Within braces another { begins a map, so this is not read as the text that it looks like.',
      hint: 'Quote it:',
    },
    edits: [replace(start + index, start + index + word.length, inQuotes(word))],
  }))
}

/** More than stands before a placeholder in one word. */
const REACH = 256

/** Words with a placeholder in them that are values, from the left. */
function placeholdersIn(line: string): readonly { readonly index: number; readonly word: string }[] {
  return [...line.matchAll(/\$\{{1,2}[^{}\n]*\}{1,2}[\w./-]*/g)].flatMap(({ index: at, 0: placeholder }) => {
    const before = firstOf(/[^\s"',:[\]{}$]*$/, line.slice(Math.max(0, at - REACH), at))
    const index = at - before.length
    const sign = line
      .slice(Math.max(0, index - REACH), index)
      .trimEnd()
      .at(-1)
    return sign !== undefined && ':[,{'.includes(sign) ? [{ index, word: `${before}${placeholder}` }] : []
  })
}

/** `reason: replaced: see x`, and `tags: team: storefront`. */
export const colonInValue: Recognise = scene => {
  const { error, lines, grammar } = scene
  if (error === undefined || !/^Nested mappings|^Block collections are not allowed within/.test(error.message))
    return []
  const [start] = error.pos
  const [, key = '', blanks = ''] = /([\w./-]{1,256}):([ \t]+)$/.exec(lines.before(start)) ?? []
  const line = lines.from(start)
  const isInFlow = isOpenIn(lines.before(start))
  const value = isInFlow ? firstOf(/^[^,\]}]*/, line).trimEnd() : line.slice(0, contentEnd(line))
  if (key === '' || blanks === '' || !/\S:\s/.test(value)) return []
  const isMapMeant = !isInFlow && grammar.isMapAt([key])
  const isMap = isMapMeant && /^[\w./-]+: +[^:]+$/.test(value)
  if (isMapMeant && !isMap) return []
  const instead = isMap ? `{ ${value} }` : inQuotes(value)
  return [
    {
      offset: start,
      finding: {
        code: 'INVALID_YAML',
        summary: isMap ? 'A map in one line without braces' : 'A colon and a space within a text without quotes',
        detail:
          'A colon with a space after it makes a key of what stands before it, and there is one in this line already.',
        hint: isMap ? 'Put it in braces:' : 'Quote the text:',
      },
      edits: [replace(start, start + value.length, instead)],
    },
  ]
}
