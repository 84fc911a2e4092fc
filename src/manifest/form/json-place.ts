/**
 * Where a text stops being JSON, told without anything that stands in it. The parser tells a place in some of its
 * messages only, so the place is the end of the longest beginning that is still the beginning of JSON.
 */
export function placeOf(text: string): string {
  let [sound, broken] = [0, text.length]
  if (isBeginning(text)) return 'It ends too early.'
  while (broken - sound > 1) {
    const middle = Math.floor((sound + broken) / 2)
    if (isBeginning(text.slice(0, middle))) sound = middle
    else broken = middle
  }
  const before = text.slice(0, sound).split('\n')
  return `It stops being JSON at line ${before.length}, column ${(before.at(-1) as string).length + 1}.`
}

/** What is only cut off fails at its end. */
function isBeginning(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    const { message } = error as Error
    const [, position] = /at position (\d+)/.exec(message) ?? []
    return /^(Unexpected end|Unterminated)/.test(message) || Number(position) >= text.length
  }
}
