/** What a pattern finds first in a text; empty where it finds nothing. */
export const firstOf = (pattern: RegExp, text: string): string => pattern.exec(text)?.[0] ?? ''

/** Where in a line what is written ends: before blanks and a comment. */
export function contentEnd(line: string): number {
  let quote = ''
  for (let index = 0; index < line.length; index += 1) {
    const sign = line[index] as string
    if (quote !== '') {
      if (sign === '\\' && quote === '"') index += 1
      else if (sign === quote) quote = ''
    } else if (opensQuote(line, index)) quote = sign
    else if (sign === '#' && (index === 0 || /\s/.test(line[index - 1] as string)))
      return line.slice(0, index).trimEnd().length
  }
  return line.trimEnd().length
}

/** A quote within a word is none. */
export const opensQuote = (text: string, index: number): boolean =>
  /["']/.test(text[index] as string) && /(^|[\s[{,:])$/.test(text.slice(Math.max(0, index - 1), index))

/** Where in a line a text without quotes ends that stands within brackets. */
export function flowEnd(line: string): number {
  const end = line.search(/[,\]}]|\s#/)
  return line.slice(0, end < 0 ? line.length : end).trimEnd().length
}

/** Where what a sign ends begins, before the blanks that the sign follows; below 0 where there is none. */
export function endBefore(sign: RegExp, line: string): number {
  const end = line.search(sign)
  return end < 0 ? end : line.slice(0, end).trimEnd().length
}

/** The last bracket in a line opens. */
export const isOpenIn = (line: string): boolean =>
  Math.max(line.lastIndexOf('['), line.lastIndexOf('{')) > Math.max(line.lastIndexOf(']'), line.lastIndexOf('}'))
