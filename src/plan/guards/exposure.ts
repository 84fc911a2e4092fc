import type { Change, Opening } from '../../model.ts'
import type { Guard } from './guard.ts'
import { thingsOf } from './things.ts'

const WHO: Readonly<Record<Opening, string>> = {
  account: 'another account',
  organization: 'an organization',
  everybody: 'everybody',
}

/** A repository that is new has nothing yet that anybody could see. */
const isOpened = (change: Change): change is Change & Required<Pick<Change, 'opens'>> =>
  change.opens !== undefined && change.isOfNew === undefined

export const exposureGuard: Guard = {
  key: 'exposure',
  code: 'GUARD_EXPOSURE',
  detail: 'Whoever is let in may have pulled everything by the time that somebody notices.',
  look: 'Look at what the plan OPENS, and to whom',
  counted(changes) {
    const opened = changes.filter(isOpened)
    const found = new Set(opened.flatMap(({ opens }) => opens))
    const who = (Object.keys(WHO) as Opening[]).filter(opening => found.has(opening)).map(opening => WHO[opening])
    return thingsOf(opened, `be opened to ${who.join(' or ')}`)
  },
}
