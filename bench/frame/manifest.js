import { DAYS, lifecycleOf, nameOf, POLICY, TAGS } from '../servers/contents.js'

/** @param {number} from @param {number} count */
const repositories = (from, count) =>
  Array.from({ length: count }, (_, index) => `  ${nameOf(from + index)}:`).join('\n')

const DEFAULTS = `defaults:
  - match: "**"
    tags: ${JSON.stringify(TAGS)}
    repositoryPolicy: ${JSON.stringify(POLICY)}
    lifecyclePolicy: ${JSON.stringify(lifecycleOf(DAYS))}
`

/** Declares so many repositories with tags, policy and lifecycle policy. @param {number} count */
export const manifestOf = count => `version: 1
name: bench
ownership: none
${DEFAULTS}repositories:
${repositories(0, count)}
`
