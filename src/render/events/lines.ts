import type { Emit } from '../../events.ts'
import { counting } from './counts.ts'
import { endText, readingText } from './words.ts'

const READ_STEP = 100

/** One line for each change that ends, and one for every 100 repositories read: for logs of CI. */
export const lines = (say: (line: string) => void): Emit =>
  counting((counts, event) => {
    if (event.type === 'copied' || event.type === 'ended')
      say(`[${counts.ended}/${counts.expected}] ${endText(event, counts)}`)
    else if (event.type === 'read' && counts.read % READ_STEP === 0) say(readingText(counts))
  })
