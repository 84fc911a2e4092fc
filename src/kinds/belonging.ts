import type { Wish } from '../model.ts'
import { addressOf } from './address.ts'
import { KINDS } from './index.ts'
import type { Kind } from './kind.ts'

/** Kinds of which each repository has one thing, and that belong to one of this kind; whose it is, is said of the thing itself. */
export const belongingTo = (key: string): readonly Kind[] =>
  KINDS.filter(
    ({ scope, needs, one, claim }) =>
      scope === 'repository' && needs.includes(key) && one === undefined && claim === undefined,
  )

/** Whether that is a thing of a kind that there is, in the place where it is said to be: of a repository, it has that name, or one within it. */
export function isOfKind({ kind: key, name, address, repository }: Named): boolean {
  const kind = KINDS.find(one => one.key === key)
  if (kind === undefined || address !== addressOf(key, name)) return false
  if (kind.scope === 'registry') return repository === undefined
  if (repository === undefined || repository === '') return false
  return kind.one === undefined
    ? name === repository
    : name.startsWith(repository) && /^[:@]/.test(name.slice(repository.length))
}

type Named = Pick<Wish, 'kind' | 'name' | 'address'> & { readonly repository?: string | undefined }
