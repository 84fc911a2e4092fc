import { PassThrough } from 'node:stream'
import xterm from '@xterm/headless'

/** A stream that is a terminal, and what stands on it, with what has scrolled away. */
export function openTerminal() {
  const terminal = new xterm.Terminal({
    cols: 100,
    rows: 40,
    scrollback: 10_000,
    convertEol: true,
    allowProposedApi: true,
  })
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 40 })
  async function text(): Promise<readonly string[]> {
    await new Promise<void>(resolve => terminal.write(String(stream.read() ?? ''), resolve))
    const { active } = terminal.buffer
    const lines = Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? '')
    return lines.slice(0, lines.findLastIndex(line => line !== '') + 1)
  }
  return { stream: stream as unknown as NodeJS.WriteStream, text }
}
