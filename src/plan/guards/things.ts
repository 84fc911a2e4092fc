import { kindOf } from '../../kinds/index.ts'
import type { Change } from '../../model.ts'
import { counted as countText } from '../../words.ts'
import type { Counted } from './guard.ts'

/** The repository itself is deleted, and not something of it. */
export const goes = ({ action, kind }: Change): boolean => action === 'delete' && kindOf(kind).tombstone !== undefined

/** Repositories and settings of the registry that these changes are about: each once, however many changes it has. */
export function thingsOf(changes: readonly Change[], would: string): Counted {
  const repositories = new Set(
    changes.flatMap(({ target, repository }) => (repository === undefined ? [] : [`${target} ${repository}`])),
  )
  const settings = new Set(
    changes.flatMap(({ target, repository, address }) => (repository === undefined ? [`${target} ${address}`] : [])),
  )
  const texts = [
    ...(repositories.size > 0 ? [countText(repositories.size, 'repository', 'repositories')] : []),
    ...(settings.size > 0 ? [countText(settings.size, 'setting of the registry', 'settings of the registry')] : []),
  ]
  return {
    count: repositories.size + settings.size,
    shared: repositories.size,
    text: `${texts.join(' and ')} would ${would}`,
  }
}
