import { digestOf } from './contents.js'

/**
 * @typedef {import('./place.js').Place} Place
 * @typedef {import('./place.js').Repository} Repository
 * @typedef {object} World what one account has in one region
 * @property {string} account
 * @property {string} region
 * @property {Place} place
 * @property {() => readonly string[]} names
 * @property {number} images of each repository
 *
 * @typedef {object} Input
 * @property {string} repositoryName
 * @property {readonly string[]} [repositoryNames]
 * @property {string} resourceArn
 * @property {readonly { Key: string, Value: string }[]} [tags]
 * @property {string} [policyText]
 * @property {string} [lifecyclePolicyText]
 * @property {number} [maxResults]
 * @property {string} [nextToken]
 * @property {string} [PaginationToken]
 * @property {number} [ResourcesPerPage]
 * @property {readonly string[]} [ResourceARNList]
 * @property {readonly { Key: string, Values: readonly string[] }[]} [TagFilters]
 * @property {readonly { imageTag?: string }[]} [imageIds]
 */

const CREATED_AT = Date.parse('2026-01-01T00:00:00Z') / 1000

/** An answer that is an error. */
export class Refusal extends Error {
  /** @param {string} type @param {string} message */
  constructor(type, message) {
    super(message)
    this.type = type
  }
}

/** @param {World} world @param {string} name */
const arnOf = ({ account, region }, name) => `arn:aws:ecr:${region}:${account}:repository/${name}`

/** @param {string} arn */
const nameIn = arn => arn.slice(arn.indexOf('/') + 1)

/** @param {Readonly<Record<string, string>>} tags */
const tagList = tags => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

/** @param {Input['tags']} list */
const tagMap = (list = []) => Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]))

/** @param {World} world @param {string} name */
function found({ place }, name) {
  const repository = place.get(name)
  if (repository === undefined) throw new Refusal('RepositoryNotFoundException', `There is no repository ${name}`)
  return repository
}

/** @param {World} world @param {string} repositoryName */
const described = (world, repositoryName) => ({
  repositoryArn: arnOf(world, repositoryName),
  registryId: world.account,
  repositoryName,
  repositoryUri: `${world.account}.dkr.ecr.${world.region}.amazonaws.com/${repositoryName}`,
  createdAt: CREATED_AT,
  imageTagMutability: 'MUTABLE',
  imageScanningConfiguration: { scanOnPush: false },
  encryptionConfiguration: { encryptionType: 'AES256' },
})

/** @param {number} index @param {string} registryId */
const imageAt = (index, registryId) => ({
  registryId,
  imageDigest: digestOf(index),
  imageTags: [`v${index}`, `w${index}`],
  imageSizeInBytes: 1_000_000,
  imagePushedAt: CREATED_AT + index * 60,
  imageManifestMediaType: 'application/vnd.oci.image.manifest.v1+json',
  artifactMediaType: 'application/vnd.oci.image.config.v1+json',
  imageStatus: 'ACTIVE',
})

/** @param {readonly string[]} names @param {string | undefined} token @param {number} size */
function pageOf(names, token, size) {
  const start = Number(token || 0)
  const end = Math.min(start + size, names.length)
  return { names: names.slice(start, end), token: end < names.length ? String(end) : undefined }
}

/** Of the ECR API, what a plan and the creation of repositories ask for. @type {Readonly<Record<string, (input: Input, world: World) => object>>} */
const ECR = {
  DescribeRepositories({ repositoryNames, maxResults = 100, nextToken }, world) {
    for (const name of repositoryNames ?? []) found(world, name)
    const { names, token } = pageOf(repositoryNames ?? world.names(), nextToken, maxResults)
    return { repositories: names.map(name => described(world, name)), nextToken: token }
  },
  ListTagsForResource: ({ resourceArn }, world) => ({ tags: tagList(found(world, nameIn(resourceArn)).tags) }),
  GetRepositoryPolicy({ repositoryName }, world) {
    const { policy } = found(world, repositoryName)
    if (policy === undefined) throw new Refusal('RepositoryPolicyNotFoundException', 'There is no policy')
    return { registryId: world.account, repositoryName, policyText: policy }
  },
  GetLifecyclePolicy({ repositoryName }, world) {
    const { lifecycle } = found(world, repositoryName)
    if (lifecycle === undefined) throw new Refusal('LifecyclePolicyNotFoundException', 'There is no lifecycle policy')
    return { registryId: world.account, repositoryName, lifecyclePolicyText: lifecycle, lastEvaluatedAt: CREATED_AT }
  },
  DescribeImages({ imageIds, maxResults = 100, nextToken }, { account, images }) {
    const of = (/** @type {number} */ index) => imageAt(index, account)
    if (imageIds !== undefined)
      return { imageDetails: imageIds.map(({ imageTag = '' }) => of(Number(imageTag.slice(1)))) }
    const start = Number(nextToken || 0)
    const end = Math.min(start + maxResults, images)
    return {
      imageDetails: Array.from({ length: end - start }, (_, index) => of(start + index)),
      nextToken: end < images ? String(end) : undefined,
    }
  },
  DescribeRegistry: (_, { account }) => ({ registryId: account, replicationConfiguration: { rules: [] } }),
  CreateRepository({ repositoryName, tags }, world) {
    if (world.place.has(repositoryName)) throw new Refusal('RepositoryAlreadyExistsException', 'It is there already')
    world.place.set(repositoryName, { tags: tagMap(tags) })
    return { repository: described(world, repositoryName) }
  },
  SetRepositoryPolicy({ repositoryName, policyText = '' }, world) {
    found(world, repositoryName).policy = policyText
    return { registryId: world.account, repositoryName, policyText }
  },
  PutLifecyclePolicy({ repositoryName, lifecyclePolicyText = '' }, world) {
    found(world, repositoryName).lifecycle = lifecyclePolicyText
    return { registryId: world.account, repositoryName, lifecyclePolicyText }
  },
}

/** What never had a tag is not in the index. @param {import('./place.js').Repository} repository @param {NonNullable<Input['TagFilters']>} filters */
const isIndexed = ({ tags }, filters) =>
  Object.keys(tags).length > 0 && filters.every(({ Key, Values }) => Values.includes(tags[Key] ?? ''))

/** @type {Readonly<Record<string, (input: Input, world: World) => object>>} */
const TAGGING = {
  GetResources({ ResourceARNList, TagFilters = [], ResourcesPerPage = 100, PaginationToken }, world) {
    const all = ResourceARNList?.map(nameIn).filter(name => world.place.has(name)) ?? world.names()
    const isWanted = (/** @type {string} */ name) => isIndexed(found(world, name), TagFilters)
    const { names, token = '' } = pageOf(all.filter(isWanted), PaginationToken, ResourcesPerPage)
    return {
      ResourceTagMappingList: names.map(name => ({
        ResourceARN: arnOf(world, name),
        Tags: tagList(found(world, name).tags),
      })),
      PaginationToken: token,
    }
  },
}

/** By the service that their names begin with in `x-amz-target`. */
const SERVICES = new Map([
  ['AmazonEC2ContainerRegistry_V20150921', ECR],
  ['ResourceGroupsTaggingAPI_20170126', TAGGING],
])

/** @param {string} target @param {Input} input @param {World} world */
export function answer(target, input, world) {
  const [service = '', operation = ''] = target.split('.')
  const perform = SERVICES.get(service)?.[operation]
  if (perform === undefined) throw new Refusal('UnknownOperationException', `The benchmark does not know ${target}`)
  return perform(input, world)
}
