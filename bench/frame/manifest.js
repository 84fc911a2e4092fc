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

/** Declares so many repositories with tags, policy and lifecycle policy. @param {number} count @param {boolean} [isOwning] */
export const manifestOf = (count, isOwning = false) => `version: 1
name: bench
${isOwning ? '' : 'ownership: none\n'}${DEFAULTS}repositories:
${repositories(0, count)}
`

/** Another lifecycle policy than there is, on each of so many. @param {number} count */
export const changedManifest = count => `version: 1
name: bench
ownership: none
defaults:
  - { match: "**", lifecyclePolicy: [{ tagPattern: "v*", keepNewest: 10 }, { untagged: true, expireAfter: 7 days }] }
repositories:
${repositories(0, count)}
`

/** So many tags of one repository, each by what it is to be. @param {number} count @param {(index: number) => string} image */
export const imagesManifest = (count, image) => `version: 1
name: bench
ownership: none
repositories:
  ${nameOf(0)}:
    images:
${Array.from({ length: count }, (_, index) => `      v${index}: ${image(index)}`).join('\n')}
`

const REGIONS = ['eu-west-1', 'us-east-1', 'ap-southeast-2']

/** The same in three regions of so many accounts. @param {number} accounts @param {number} count */
export const fleetManifest = (accounts, count) => `version: 1
name: bench
ownership: none
targets:
  fleet:
    accounts: ${JSON.stringify(Array.from({ length: accounts }, (_, index) => String(111122220000 + index)))}
    regions: ${JSON.stringify(REGIONS)}
    role: "arn:aws:iam::\${{ target.account }}:role/ecrsync"
${DEFAULTS}repositories:
${repositories(0, count)}
`

/** A manifest of many files, as teams would write them: by the path of each. @param {number} files @param {number} each */
export const largeManifest = (files, each) => ({
  'ecrsync.yaml': `version: 1
name: bench
include: ["teams/*.yaml"]
lifecyclePolicies:
  standard:
    - { tagPattern: "v*", keepNewest: 30 }
    - { untagged: true, expireAfter: 7 days }
repositoryPolicies:
  pull: ${JSON.stringify(POLICY)}
defaults:
  - match: "**"
    tags: { managed-by: ecrsync }
    imageTagMutability: IMMUTABLE
    repositoryPolicy: pull
    lifecyclePolicy: standard
`,
  ...Object.fromEntries(Array.from({ length: files }, (_, file) => [`teams/team-${file}.yaml`, fragment(file, each)])),
})

/** @param {number} file @param {number} each */
const fragment = (file, each) => `defaults:
  - match: "team-${file}/**"
    tags: { team: team-${file} }
repositories:
${Array.from({ length: each }, (_, index) => fragmentEntry(`team-${file}/app-${index}`, index)).join('\n')}
`

/** One of five says more than its name. @param {string} name @param {number} index */
const fragmentEntry = (name, index) =>
  index % 5 === 0
    ? `  ${name}:
    tags: { tier: "${index % 3}" }
    imageScanningConfiguration: { scanOnPush: true }
    lifecyclePolicy:
      - { tagPattern: "v*", keepNewest: ${10 + index} }
      - { untagged: true, expireAfter: 7 days }`
    : `  ${name}:`
