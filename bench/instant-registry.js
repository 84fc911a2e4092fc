import { createHash } from 'node:crypto'
import { createServer } from 'node:http'

/** In force on every repository. */
export const POLICY = `{"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"sinceImagePushed","countUnit":"days","countNumber":7},"action":{"type":"expire"}}]}`

const ACCOUNT = '123456789012'
const PAGE = 1000
const PUSHED_AT = Date.parse('2026-01-01T00:00:00Z') / 1000

export const nameOf = (/** @type {number} */ index) => `bench/app-${String(index).padStart(6, '0')}`

export const digestOf = (/** @type {number} */ index) =>
  `sha256:${createHash('sha256').update(String(index)).digest('hex')}`

/** Made once: what is measured is not this server. @type {string[]} */
const digests = []

/** @param {number} index */
function image(index) {
  digests[index] ??= digestOf(index)
  return {
    registryId: ACCOUNT,
    imageDigest: digests[index],
    imageTags: [`v${index}`, `w${index}`],
    imageSizeInBytes: 1_000_000,
    imagePushedAt: PUSHED_AT + index * 60,
    imageManifestMediaType: 'application/vnd.oci.image.manifest.v1+json',
    artifactMediaType: 'application/vnd.oci.image.config.v1+json',
    imageStatus: 'ACTIVE',
  }
}

const repository = (/** @type {string} */ repositoryName) => ({
  repositoryArn: `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/${repositoryName}`,
  registryId: ACCOUNT,
  repositoryName,
  repositoryUri: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/${repositoryName}`,
  createdAt: PUSHED_AT,
  imageTagMutability: 'MUTABLE',
  imageScanningConfiguration: { scanOnPush: false },
  encryptionConfiguration: { encryptionType: 'AES256' },
})

/** @template T @param {number} count @param {string | undefined} token @param {(index: number) => T} make */
function pageOf(count, token, make) {
  const start = Number(token ?? 0)
  const end = Math.min(start + PAGE, count)
  const items = Array.from({ length: end - start }, (_, index) => make(start + index))
  return { items, nextToken: end < count ? String(end) : undefined }
}

/**
 * @typedef {{ repositories: number, images: number }} Held
 * @typedef {{ repositoryName: string, repositoryNames?: string[], imageIds?: { imageTag?: string }[], nextToken?: string }} Input
 * @type {Record<string, (input: Input, held: Held) => object>}
 */
const OPERATIONS = {
  DescribeRepositories({ repositoryNames, nextToken }, { repositories }) {
    if (repositoryNames) return { repositories: repositoryNames.map(repository) }
    const page = pageOf(repositories, nextToken, index => repository(nameOf(index)))
    return { repositories: page.items, nextToken: page.nextToken }
  },
  DescribeImages({ imageIds, nextToken }, { images }) {
    const all = pageOf(images, nextToken, image)
    if (imageIds === undefined) return { imageDetails: all.items, nextToken: all.nextToken }
    return { imageDetails: imageIds.map(({ imageTag = '' }) => image(Number(imageTag.slice(1)))) }
  },
  ListTagsForResource: () => ({ tags: [] }),
  GetLifecyclePolicy: ({ repositoryName }) => ({
    registryId: ACCOUNT,
    repositoryName,
    lifecyclePolicyText: POLICY,
    lastEvaluatedAt: PUSHED_AT,
  }),
}

/**
 * An ECR that answers without looking anything up: so many repositories with a lifecycle policy, each with so many images.
 * @param {Held} held
 */
export async function startInstantRegistry(held) {
  const server = createServer((request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? ''
    let text = ''
    request
      .setEncoding('utf8')
      .on('data', chunk => {
        text += chunk
      })
      .on('end', () => {
        const answer = OPERATIONS[operation]?.(JSON.parse(text), held)
        const body = answer ?? {
          __type: 'UnknownOperationException',
          message: `The benchmark does not know ${operation}`,
        }
        response.writeHead(answer ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' })
        response.end(JSON.stringify(body))
      })
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    url: `http://127.0.0.1:${address.port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
