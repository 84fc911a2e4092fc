import { clearScreenDown, moveCursor } from 'node:readline'
import stringWidth from 'fast-string-width'
import { createLogUpdate } from 'log-update'
import { flowing } from '../page.ts'

/** A terminal with a block at its end that is rewritten in place, and lines that scroll away above it. */
export interface Screen {
  /** Puts a line above the block, for good, and whole however long it is; `column`: where it begins. */
  say(line: string, column?: number): void
  show(block: string): void
  /** Takes the block away. */
  clear(): void
}

/** Whatever ends a run, it leaves nothing half done on the terminal: the block goes with it, and the cursor is never hidden. */
export function openScreen(stream: NodeJS.WriteStream, width: () => number): Screen {
  const update = createLogUpdate(stream, { showCursor: true })
  let shown = { block: '', columns: 0 }

  function show(block: string): void {
    if (shown.columns !== stream.columns) clear()
    if (shown.block === '') for (const ending of ENDINGS) process.on(ending, clear)
    shown = { block, columns: stream.columns }
    update(block)
  }

  function clear(): void {
    const { block, columns } = shown
    if (block === '') return
    for (const ending of ENDINGS) process.off(ending, clear)
    // A terminal that has become narrower has broken rows of the block, so that they are more than were written.
    const more = rowsOf(block, stream.columns) - rowsOf(block, columns)
    if (more > 0) moveCursor(stream, 0, -more)
    update.clear()
    if (more > 0) clearScreenDown(stream)
    shown = { block: '', columns: 0 }
  }

  return {
    say(line, column) {
      const { block } = shown
      clear()
      stream.write(`${flowing(line, width(), column).join('\n')}\n`)
      if (block !== '') show(block)
    },
    show,
    clear,
  }
}

/** The process ends, or is about to tell of an error that nobody caught. */
const ENDINGS = ['exit', 'uncaughtExceptionMonitor'] as const

const rowsOf = (block: string, columns: number): number =>
  block.split('\n').reduce((rows, line) => rows + Math.max(Math.ceil(stringWidth(line) / columns), 1), 0)
