/** The lines of a text, found by a place in them. */
export class Lines {
  readonly text: string
  readonly #starts: readonly number[]

  constructor(text: string) {
    this.text = text
    const starts = [0]
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1)
    this.#starts = starts
  }

  get count(): number {
    return this.#starts.length
  }

  /** Counted from 0. */
  lineOf(offset: number): number {
    let [low, high] = [0, this.#starts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((this.#starts[middle] as number) <= offset) low = middle
      else high = middle
    }
    return low
  }

  start(line: number): number {
    return this.#starts[line] ?? this.text.length
  }

  /** Without its line end. */
  end(line: number): number {
    const next = this.#starts[line + 1]
    if (next === undefined) return this.text.length
    return this.text[next - 2] === '\r' ? next - 2 : next - 1
  }

  at(line: number): string {
    return this.text.slice(this.start(line), this.end(line))
  }

  /** What stands in its line before an offset. */
  before(offset: number): string {
    return this.text.slice(this.start(this.lineOf(offset)), offset)
  }

  /** The rest of its line from an offset on. */
  from(offset: number): string {
    return this.text.slice(offset, this.end(this.lineOf(offset)))
  }
}

export const indentOf = (line: string): number => line.length - line.trimStart().length

/** Holds nothing but blanks and a comment. */
export const isBlank = (line: string): boolean => /^\s*(#|$)/.test(line)
