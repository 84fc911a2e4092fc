import { contentEnd, firstOf } from './content.ts'
import { indentOf, isBlank } from './lines.ts'
import { type Edit, type Recognise, replace } from './mistake.ts'

const STEP = 2

/** Tabs where only spaces indent: all lines of them are one mistake. */
export const tabs: Recognise = ({ error, lines, text }) => {
  if (error === undefined || !/\t/.test(text)) return []
  const edits: Edit[] = []
  let above: Above = { indent: 0, opens: false, width: 0, hasTabs: false, isItem: false }
  for (let line = 0; line < lines.count; line += 1) {
    const written = lines.at(line)
    if (isBlank(written)) continue
    const blanks = firstOf(/^[ \t]*(?:-[ \t]+)*/, written)
    const spaced = blanks.includes('\t') ? spacesFor(blanks, above) : blanks
    if (spaced !== blanks) edits.push(replace(lines.start(line), lines.start(line) + blanks.length, spaced))
    above = aboveOf(written, blanks, spaced)
  }
  const [first] = edits
  if (first === undefined) return []
  return [
    {
      offset: first.start,
      finding: {
        code: 'INVALID_YAML',
        summary:
          edits.length === 1 ? 'A tab indents this line' : `Tabs indent ${edits.length} lines, and this is the first`,
        detail: 'A tab is as wide as each editor likes, so YAML indents with spaces alone.',
        hint: 'Indent with spaces:',
      },
      edits,
    },
  ]
}

/** What the line before says of how far the next one is indented. */
interface Above {
  readonly indent: number
  readonly opens: boolean
  readonly width: number
  readonly hasTabs: boolean
  /** Its key stands behind a dash. */
  readonly isItem: boolean
}

const hasTabs = (blanks: string): boolean => /^ *\t/.test(blanks)

/** With a step for each tab. */
const widthOf = (blanks: string): number => firstOf(/^[ \t]*/, blanks).replaceAll('\t', ' '.repeat(STEP)).length

const aboveOf = (written: string, blanks: string, spaced: string): Above => ({
  indent: indentOf(spaced),
  opens: /:$/.test(written.slice(0, contentEnd(written))),
  width: widthOf(blanks),
  hasTabs: hasTabs(blanks),
  isItem: blanks.includes('-'),
})

function spacesFor(blanks: string, above: Above): string {
  const dashes = blanks
    .replace(/^[ \t]*/, '')
    .replace(/\t/g, ' ')
    .replace(/ +/g, ' ')
  if (!hasTabs(blanks)) return /^ */.exec(blanks)?.[0] + dashes
  return ' '.repeat(Math.max(0, indentFor(widthOf(blanks), above))) + dashes
}

/** As many steps more or less as it has tabs more or less; after a line without any, by what that line is. */
function indentFor(width: number, { indent, opens, width: before, hasTabs, isItem }: Above): number {
  if (hasTabs) return indent + width - before
  const inner = isItem ? indent + STEP : indent
  return opens ? inner + STEP : inner
}
