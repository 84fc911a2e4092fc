import { DAYS, lifecycleOf, nameOf, OWNER, otherNameOf, POLICY, TAGS } from './contents.js'

/**
 * @typedef {{ tags: Record<string, string>, policy?: string, lifecycle?: string }} Repository
 * @typedef {Map<string, Repository>} Place the repositories of an account in a region
 */

const POLICY_TEXT = JSON.stringify(POLICY)
const LIFECYCLE_TEXT = JSON.stringify(lifecycleOf(DAYS))

/** @param {number} length @param {(index: number) => readonly [string, Repository]} make */
const listOf = (length, make) => Array.from({ length }, (_, index) => make(index))

/**
 * Repositories as the manifest declares them, and others that it does not: those of nobody, and those that it owns all the same.
 * @param {import('./stub.js').Settings} settings @returns {Place}
 */
export function placeOf({ repositories = 0, strangers = 0, orphans = 0, isOwned = false }) {
  const tags = { ...TAGS, ...(isOwned && OWNER) }
  return new Map([
    ...listOf(repositories, index => [nameOf(index), { tags, policy: POLICY_TEXT, lifecycle: LIFECYCLE_TEXT }]),
    ...listOf(strangers + orphans, index => [otherNameOf(index), { tags: index < orphans ? OWNER : {} }]),
  ])
}
