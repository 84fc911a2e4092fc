import type { Emit } from '../../events.ts'

/** A line for each call to ECR, as it is made. */
export const calls =
  (say: (line: string) => void): Emit =>
  event => {
    if (event.type === 'called') say(`→ ${event.action}${event.on === undefined ? '' : ` ${event.on}`}`)
  }
