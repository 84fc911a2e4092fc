import { counted } from '../../words.ts'
import type { Guard } from './guard.ts'

export const rollbackGuard: Guard = {
  key: 'rollback',
  code: 'GUARD_ROLLBACK',
  detail: 'Whoever pulls such a tag next gets an older image than before.',
  look: 'Look at what the plan MOVES',
  counted(changes) {
    const tags = changes.filter(({ risk }) => risk === 'ROLLBACK').length
    return { count: tags, shared: tags, text: `${counted(tags, 'tag')} would move to an earlier image` }
  },
}
