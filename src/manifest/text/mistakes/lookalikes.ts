import { CONTROL, codeOf, controlCharacter } from '../control.ts'
import { type Mistake, type Recognise, replace } from './mistake.ts'

const INVISIBLE = '\u00a0\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff'
const AT_AN_EDGE = new RegExp(`^[${INVISIBLE}]|[${INVISIBLE}]$|[:,–—-][${INVISIBLE}]`)
const WITHOUT_WIDTH = /[\u200b-\u200d\u2060\ufeff]/

/** Blanks that are no spaces, as they come from web pages and word processors. */
export const strangeBlank: Recognise = scene =>
  scene.odd.flatMap(({ raw, start }) => {
    if (!AT_AN_EDGE.test(raw)) return []
    const all = [...raw.matchAll(new RegExp(`[${INVISIBLE}]`, 'g'))]
    const { index, 0: first } = all[0] as RegExpExecArray
    return [
      {
        offset: start + index,
        finding: {
          code: 'INVALID_YAML',
          summary: `A blank that is no space (${codeOf(first)})`,
          detail: 'It looks like a space, and is a letter to YAML. It comes with texts that are copied from web pages.',
          hint: 'Write it with spaces:',
        },
        edits: all.map(found => {
          const at = start + found.index
          return replace(at, at + found[0].length, WITHOUT_WIDTH.test(found[0]) ? '' : ' ')
        }),
      },
    ]
  })

/** “acme” and ‘acme’. */
export const curlyQuotes: Recognise = scene =>
  scene.odd.flatMap(({ start }) => {
    const [all, inner = ''] = /^[“”„‘’«]([^“”„‘’«»"'\\\n]{0,256})[“”‘’»"']/.exec(scene.lines.from(start)) ?? []
    if (all === undefined) return []
    const end = start + all.length
    const finding = {
      code: 'INVALID_YAML',
      summary: `Typographic quotes around ${inner === '' ? 'nothing' : inner}`,
      detail: 'They look like quotes, and are letters to YAML: a part of the text.',
      hint: 'Write straight quotes:',
    }
    return [{ offset: start, finding, edits: [replace(start, start + 1, '"'), replace(end - 1, end, '"')] }]
  })

/** A dash that a word processor has made longer. */
export const longDash: Recognise = scene =>
  scene.odd.flatMap(({ raw, start, isInFlow }): readonly Mistake[] => {
    const found = /^[–—−‐‑](?=\s)/.exec(raw)
    if (found === null || isInFlow || !scene.beginsLine(start)) return []
    const finding = {
      code: 'INVALID_YAML',
      summary: `A dash that is no hyphen (${codeOf(found[0])})`,
      detail: 'It looks like the dash of a list item, and is a letter to YAML.',
      hint: 'Write it with a hyphen:',
    }
    return [{ offset: start, finding, edits: [replace(start, start + 1, '-')] }]
  })

/** All of a text are one mistake. */
export const controlCharacters: Recognise = ({ text }) => {
  const all = [...text.matchAll(CONTROL)]
  const [first] = all
  if (first === undefined) return []
  const edits = all.map(({ index }) => replace(index, index + 1, ''))
  return [{ offset: first.index, finding: controlCharacter(first[0]), edits, isOpen: true }]
}
