import { insert, type Recognise, replace } from './mistake.ts'

const FLOW = /^Block collections are not allowed within|^Missing , (?:or : )?between|^Implicit keys need/

/** Two members of a map in braces, or two items of a list in brackets, with nothing between them. */
export const missingComma: Recognise = scene => {
  const { error, text } = scene
  if (error === undefined || !FLOW.test(error.message)) return []
  const between = /^Missing/.test(error.message)
    ? /[ \t\r\n]*$/.exec(text.slice(Math.max(0, error.pos[0] - 200), error.pos[0]))
    : undefined
  const at = between ? error.pos[0] - between[0].length : endOfValue(text, error.pos)
  if (at === undefined) return []
  return [
    {
      offset: at,
      finding: {
        code: 'INVALID_YAML',
        summary: 'No comma after this',
        detail: 'Within braces and brackets a comma stands between two members.',
        hint: 'Write it with a comma:',
      },
      edits: [insert(at, ',')],
    },
  ]
}

/** Of `1 "b": 2` and `x⏎ "b": 2`: where the next key begins, there the value before it ends. */
function endOfValue(text: string, [start, end]: readonly [number, number]): number | undefined {
  const found =
    /^[^\s,"'{}[\]][^\n,{}[\]"']*?(?=\s+(?:"[^"\n]{0,256}"|'[^'\n]{0,256}'|\n\s*[\w./-]{1,256})\s*:)|^[^\s,"'{}[\]][^\n,{}[\]"':]*(?=\n[ \t]*[\w./"'-])/.exec(
      text.slice(start, Math.min(end + 300, start + 1000)),
    )
  return found ? start + found[0].trimEnd().length : undefined
}

/** `a: - b`. */
export const dashInLine: Recognise = ({ error, lines }) => {
  if (error === undefined || !/^Unexpected block-seq-ind on same line/.test(error.message)) return []
  const [start] = error.pos
  const rest = lines.from(start)
  const item = /^-[ \t]+("[^"\\]*"|'[^']*'|[^\s#"'[{:][^#:]*?)[ \t]*(?=#|$)/.exec(rest)?.[1]
  if (item === undefined) return []
  const end = start + rest.indexOf(item) + item.length
  return [
    {
      offset: start,
      finding: {
        code: 'INVALID_YAML',
        summary: 'A dash in the line of its key',
        detail: 'List items with a dash begin in a line of their own, below the key.',
        hint: 'Write the list in brackets, or each item in a line of its own:',
      },
      edits: [replace(start, end, `[${item}]`)],
    },
  ]
}
