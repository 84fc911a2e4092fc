import { PassThrough } from 'node:stream'
import xterm from '@xterm/headless'

/** A stream that is a terminal, and what stands on it, with what has scrolled away. */
export function openTerminal({ columns = 100, rows = 40 } = {}) {
  const terminal = new xterm.Terminal({
    cols: columns,
    rows,
    scrollback: 10_000,
    convertEol: true,
    allowProposedApi: true,
  })
  const stream = Object.assign(new PassThrough({ highWaterMark: 64 << 20 }), { isTTY: true, columns, rows })
  let written = ''
  async function shown(): Promise<void> {
    const text = String(stream.read() ?? '')
    written += text
    await new Promise<void>(resolve => terminal.write(text, resolve))
  }
  return {
    stream: stream as unknown as NodeJS.WriteStream,
    /** What stands in its rows; a row that the terminal has broken stands in several. */
    async text(): Promise<readonly string[]> {
      await shown()
      const { active } = terminal.buffer
      const lines = Array.from(
        { length: active.length },
        (_, row) => active.getLine(row)?.translateToString(true) ?? '',
      )
      return lines.slice(0, lines.findLastIndex(line => line !== '') + 1)
    },
    /** All that it was told so far. */
    async written(): Promise<string> {
      await shown()
      return written
    },
    async resize(to: number): Promise<void> {
      await shown()
      terminal.resize(to, rows)
      stream.columns = to
    },
  }
}
