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
