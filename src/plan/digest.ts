import { createHash } from 'node:crypto'
import { byText, orderedJson } from '../collate.ts'
import type { Change, Plan } from '../model.ts'
import { keyOf } from './places.ts'

/**
 * `sha256:` of what a plan would do, and of nothing else: not of where a file says it, in which order, in which words, when, by
 * whom or by which version.
 */
export function digestOf({ manifest, targets, changes }: Pick<Plan, 'manifest' | 'targets' | 'changes'>): string {
  const hash = createHash('sha256')
  const registries = targets.map(({ name, account, region }) => orderedJson({ name, account, region })).sort(byText)
  hash.update(orderedJson({ manifest: manifest.name, registries }))
  const keyed = changes.map(change => ({ change, key: `${keyOf(change)} ${change.blocked?.code ?? ''}` }))
  for (const { change } of keyed.sort((a, b) => byText(a.key, b.key))) hash.update(`\n${orderedJson(deedOf(change))}`)
  return `sha256:${hash.digest('hex')}`
}

/** What a change does, and what must not be missed of it. How many images stay is no part of it: they come and go. */
const deedOf = ({
  target,
  address,
  action,
  before,
  after,
  want,
  operations,
  blocked,
  facts,
  impact,
}: Change): Readonly<Record<string, unknown>> => ({
  ...{ target, address, action, before, after, want, operations, facts },
  ...(blocked && { blocked: blocked.code }),
  ...(impact && { expire: impact.expire, archive: impact.archive }),
})
