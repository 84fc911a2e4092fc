import type { Emit } from '../../events.ts'

/** What is said whoever else listens. */
export const notes =
  (say: (line: string) => void): Emit =>
  event => {
    if (event.type === 'noted') say(event.text)
  }
