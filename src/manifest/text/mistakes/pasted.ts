import { isBlank, type Lines } from './lines.ts'
import { type Edit, type Mistake, type Recognise, replace } from './mistake.ts'

const linesIn = (lines: Lines): readonly number[] => Array.from({ length: lines.count }, (_, line) => line)

const without = (lines: Lines, line: number): Edit => replace(lines.start(line), lines.start(line + 1), '')

/** ```` ```yaml ```` around a manifest, as it stands in a page or an answer. */
export const fence: Recognise = ({ lines, error }) => {
  if (error === undefined) return []
  const all = linesIn(lines).filter(line => /^\s*(?:```|~~~)/.test(lines.at(line)))
  const [first] = all
  if (first === undefined) return []
  return [
    {
      offset: lines.start(first),
      finding: {
        code: 'INVALID_YAML',
        summary: 'A fence of Markdown',
        detail: 'It marks where an example begins and ends in a page, and is no part of it.',
        hint: `Remove ${all.length === 1 ? 'this line' : `these lines: ${all.map(line => line + 1).join(', ')}`}.`,
      },
      edits: all.map(line => without(lines, line)),
      isOpen: true,
    },
  ]
}

/** `$ cat ecrsync.yaml` above what it printed. */
export const prompt: Recognise = ({ lines, error }) => {
  if (error === undefined) return []
  const first = linesIn(lines).find(line => !isBlank(lines.at(line)))
  if (first === undefined || !/^\s*[$%>] +\S/.test(lines.at(first))) return []
  return [
    {
      offset: lines.start(first),
      finding: {
        code: 'INVALID_YAML',
        summary: 'A command of a shell',
        detail: 'It was copied together with what it printed, and is no part of it.',
        hint: 'Remove this line.',
      },
      edits: [without(lines, first)],
      isOpen: true,
    },
  ]
}

/** Lines of a diff, with the signs that it puts before them. */
export const diffSigns: Recognise = ({ lines, error }) => {
  if (error === undefined) return []
  const all = linesIn(lines).filter(line => /^[+-](?![+-]|\S)|^(?:\+\+\+|---|@@|diff ) ?\S/.test(lines.at(line)))
  const added = all.filter(line => /^\+(?!\+)/.test(lines.at(line)))
  const [first] = all
  if (first === undefined || added.length === 0) return []
  return [
    {
      offset: lines.start(first),
      finding: {
        code: 'INVALID_YAML',
        summary: 'The signs of a diff',
        detail:
          'The + and - before the lines of a diff say what a change adds and removes, and are no part of the file.',
        hint: 'Remove the + before each line, and the lines that begin with - .',
      },
      edits: all.map(line =>
        added.includes(line) ? replace(lines.start(line), lines.start(line) + 1, '') : without(lines, line),
      ),
      isOpen: true,
    },
  ]
}

/** `...`, where a page leaves something out. */
export const dots: Recognise = scene =>
  scene.odd.flatMap(({ raw, start, isKey }): readonly Mistake[] => {
    const [line = ''] = raw.split('\n', 1)
    if (!isKey || !/^(?:\.{3,}|…)\s*$/.test(line) || !scene.beginsLine(start)) return []
    return [
      {
        offset: start,
        finding: {
          code: 'INVALID_YAML',
          summary: 'Three dots, for what is left out',
          detail: 'A page may leave something out, and a manifest says all.',
          hint: 'Write what belongs there, or remove this line.',
        },
        edits: [without(scene.lines, scene.lines.lineOf(start))],
        isOpen: true,
      },
    ]
  })
