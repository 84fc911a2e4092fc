import { EcrsyncError } from '../../errors.ts'
import type { DeclaredTarget } from '../../model.ts'
import { nearest } from '../../nearest.ts'
import { clipped } from '../../words.ts'
import { namesOf } from './target.ts'

/** A repository as it is typed, and the target that it is in. */
export interface NamedThere {
  readonly declared: DeclaredTarget
  /** NAME, or HOST/NAME. */
  readonly name: string
  /** `TARGET:`, or nothing where that was not said. */
  readonly prefix: string
}

/**
 * `TARGET:NAME`, or NAME alone where there is one target. No target has a colon in its name, and no repository.
 *
 * @throws EcrsyncError INVALID_ARGUMENT
 */
export function namedThere(text: string, targets: readonly DeclaredTarget[]): NamedThere {
  const prefix = text.slice(0, text.indexOf(':') + 1)
  const name = text.slice(prefix.length)
  const named = targets.find(target => `${target.name}:` === prefix)
  if (named !== undefined) return { declared: named, name, prefix }
  const [first, second] = targets
  if (first !== undefined && second === undefined) return { declared: first, name: text, prefix: '' }
  throw prefix === '' ? withoutTarget(text, targets) : unknownTarget(text, { prefix, name }, targets)
}

const withoutTarget = (text: string, targets: readonly DeclaredTarget[]): EcrsyncError =>
  new EcrsyncError('INVALID_ARGUMENT', `"${clipped(text)}" is named without its target`, {
    detail: `There are ${targets.length}: ${namesOf(targets)}.`,
    hint: `Write ${targets[0]?.name}:${clipped(text)}, or choose a target with --target`,
  })

function unknownTarget(
  text: string,
  { prefix, name }: Pick<NamedThere, 'prefix' | 'name'>,
  targets: readonly DeclaredTarget[],
): EcrsyncError {
  const near = nearest(
    prefix.slice(0, -1),
    targets.map(target => target.name),
  )
  return new EcrsyncError('INVALID_ARGUMENT', `"${clipped(text)}" names no target`, {
    detail: `What stands before the colon is one of ${namesOf(targets)}.`,
    hint: near === undefined ? 'Write TARGET:NAME, without a tag.' : `Did you mean ${near}:${clipped(name)}?`,
  })
}
