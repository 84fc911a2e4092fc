import type { Fields } from '../../model.ts'
import { listOf } from '../canonical.ts'
import { CURRENT_VERSION } from './document.ts'

/** `statements` stand for a document of the current version that says nothing else; a join takes no more than the statements. */
export function inline(body: unknown, isJoined: boolean): unknown {
  const { Version, Statement, ...others } = body as Fields
  const isPlain = Version === CURRENT_VERSION && Object.keys(others).length === 0
  return isJoined || isPlain ? { statements: listOf(Statement) } : body
}
