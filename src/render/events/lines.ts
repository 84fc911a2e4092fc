import type { Emit } from '../../events.ts'
import { counting } from './counts.ts'
import { endText, readingText } from './words.ts'

const READ_STEP = 100

/** One line for each change that ends, one for every 100 repositories read, and one of what is throttled: for logs of CI. */
export function lines(say: (line: string) => void): Emit {
  const throttled = new Set<string>()
  return counting((counts, event) => {
    if (event.type === 'throttled' && !throttled.has(event.action)) {
      throttled.add(event.action)
      say(`AWS throttles ${event.action}: it is called as fast as that allows`)
    }
    if (event.type === 'copied' || event.type === 'ended')
      say(`[${counts.ended}/${counts.expected}] ${endText(event, counts)}`)
    else if (event.type === 'read' && counts.read % READ_STEP === 0) say(readingText(counts))
  })
}
