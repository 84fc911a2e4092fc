import { DAYS, lifecycleOf, nameOf, POLICY, TAGS } from './contents.js'

/**
 * @typedef {{ tags: Record<string, string>, policy?: string, lifecycle?: string }} Repository
 * @typedef {Map<string, Repository>} Place the repositories of an account in a region
 */

const POLICY_TEXT = JSON.stringify(POLICY)
const LIFECYCLE_TEXT = JSON.stringify(lifecycleOf(DAYS))

/** Repositories as the manifest declares them. @param {number} repositories @returns {Place} */
export const placeOf = repositories =>
  new Map(
    Array.from({ length: repositories }, (_, index) => [
      nameOf(index),
      { tags: TAGS, policy: POLICY_TEXT, lifecycle: LIFECYCLE_TEXT },
    ]),
  )
