import { createLogUpdate } from 'log-update'

/** A terminal with a block at its end that is rewritten in place, and lines that scroll away above it. */
export interface Screen {
  /** Puts a line above the block, for good. */
  say(line: string): void
  show(block: string): void
  /** Takes the block away. */
  clear(): void
}

export function openScreen(stream: NodeJS.WriteStream): Screen {
  const update = createLogUpdate(stream)
  let shown = ''
  const show = (block: string) => {
    shown = block
    update(block)
  }
  return {
    say(line) {
      update.persist(line)
      if (shown !== '') update(shown)
    },
    show,
    clear() {
      shown = ''
      update.clear()
    },
  }
}
