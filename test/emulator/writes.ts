import fc from 'fast-check'
import { manifestOf } from './distribution/docker.ts'
import { arnOf, sha256 } from './ecr.ts'

interface Upload {
  readonly id: string
  readonly content: string
  readonly isSent: boolean
}

/** What a client knows of a repository by the answers that it got. */
export interface Known {
  readonly tags: Record<string, string>
  readonly images: Record<string, string>
  readonly imageTags: Record<string, string>
  readonly blobs: string[]
  lifecycle?: string
  upload?: Upload
}

/** What one client has written: to a repository of its own, to others below it, and perhaps to the registry. */
export interface State {
  /** Its repository. */
  readonly main: string
  readonly repositories: Record<string, Known>
  registryPolicy?: string
}

/** A call that changes something, and what is known once it is answered. */
export interface Write {
  readonly operation: string
  readonly input: object
  apply(state: State, answer?: { readonly uploadId?: string }): void
}

type Kind = (typeof KINDS)[number]
const KINDS = [
  ...['create', 'drop', 'lifecycle', 'tag', 'push', 'push', 'retag', 'delete', 'untag'],
  ...['upload', 'upload', 'upload', 'registryPolicy'],
] as const

/** What to write, from the same seed the same. */
export const stepsOf = (seed: number, count: number): readonly (readonly [Kind, number])[] =>
  fc.sample(fc.tuple(fc.constantFrom(...KINDS), fc.nat(1000)), { seed, numRuns: count })

const fresh = (): Known => ({ tags: {}, images: {}, imageTags: {}, blobs: [] })

/** The next call: what its kind asks for, or what has to come before. */
export function nextWrite(state: State, [kind, number]: readonly [Kind, number]): Write {
  const known = state.repositories[state.main]
  if (!known) return create(state.main)
  if (!known.blobs.includes(sha256('{}'))) return upload(state.main, known, '{}')
  if (!known.blobs.includes(sha256('layer'))) return upload(state.main, known, 'layer')
  return WRITES[kind]?.(state, known, number) ?? push(state.main, number)
}

const WRITES: Readonly<Record<string, (state: State, known: Known, number: number) => Write | undefined>> = {
  create: ({ main, repositories }, _, number) =>
    repositories[`${main}/${number}`] ? undefined : create(`${main}/${number}`),
  drop({ main, repositories }) {
    const dropped = Object.keys(repositories).find(name => name !== main)
    return dropped === undefined ? undefined : drop(dropped)
  },
  lifecycle: ({ main }, _, number) => putLifecyclePolicy(main, number),
  tag: ({ main }, _, number) => tag(main, `key-${number % 5}`, String(number)),
  retag({ main }, { images, imageTags }, number) {
    const [imageTag, digests] = [`v${number % 7}`, Object.keys(images)]
    const digest = digests[number % digests.length] ?? ''
    return digests.length === 0 || imageTags[imageTag] === digest
      ? undefined
      : put(main, images[digest] ?? '', imageTag)
  },
  delete({ main }, { images }, number) {
    const digests = Object.keys(images)
    return digests.length === 0 ? undefined : remove(main, digests[number % digests.length] ?? '')
  },
  untag({ main }, { imageTags }, number) {
    const tags = Object.keys(imageTags)
    return tags.length === 0 ? undefined : untag(main, tags[number % tags.length] ?? '')
  },
  upload: ({ main }, known, number) => upload(main, known, `layer ${number}`),
  registryPolicy: ({ main }, _, number) => (main === 'client-0' ? putRegistryPolicy(number) : undefined),
}

/** What is known of a repository changes. */
const changing =
  (name: string, change: (known: Known, answer: { readonly uploadId?: string }) => void): Write['apply'] =>
  (state, answer = {}) => {
    const known = state.repositories[name]
    if (known) change(known, answer)
  }

const create = (repositoryName: string): Write => ({
  operation: 'CreateRepository',
  input: { repositoryName, tags: [{ Key: 'made', Value: 'by a client' }] },
  apply({ repositories }) {
    repositories[repositoryName] = { ...fresh(), tags: { made: 'by a client' } }
  },
})

const drop = (repositoryName: string): Write => ({
  operation: 'DeleteRepository',
  input: { repositoryName, force: true },
  apply({ repositories }) {
    delete repositories[repositoryName]
  },
})

const SELECTION = { tagStatus: 'any', countType: 'imageCountMoreThan' }

function putLifecyclePolicy(repositoryName: string, number: number): Write {
  const selection = { ...SELECTION, countNumber: number + 1 }
  const rules = [{ rulePriority: 1, selection, action: { type: 'expire' } }]
  const lifecyclePolicyText = JSON.stringify({ rules })
  return {
    operation: 'PutLifecyclePolicy',
    input: { repositoryName, lifecyclePolicyText },
    apply: changing(repositoryName, known => {
      known.lifecycle = lifecyclePolicyText
    }),
  }
}

const tag = (repositoryName: string, Key: string, Value: string): Write => ({
  operation: 'TagResource',
  input: { resourceArn: arnOf(repositoryName), tags: [{ Key, Value }] },
  apply: changing(repositoryName, ({ tags }) => {
    tags[Key] = Value
  }),
})

/** `latest` moves to what is pushed. */
const push = (repositoryName: string, number: number): Write =>
  put(repositoryName, manifestOf('layer', { annotations: { number: String(number) } }), 'latest')

const put = (repositoryName: string, imageManifest: string, imageTag: string): Write => ({
  operation: 'PutImage',
  input: { repositoryName, imageManifest, imageTag },
  apply: changing(repositoryName, ({ images, imageTags }) => {
    images[sha256(imageManifest)] = imageManifest
    imageTags[imageTag] = sha256(imageManifest)
  }),
})

const remove = (repositoryName: string, imageDigest: string): Write => ({
  operation: 'BatchDeleteImage',
  input: { repositoryName, imageIds: [{ imageDigest }] },
  apply: changing(repositoryName, ({ images, imageTags }) => {
    delete images[imageDigest]
    for (const tag of Object.keys(imageTags)) if (imageTags[tag] === imageDigest) delete imageTags[tag]
  }),
})

/** With its last tag an image goes. */
const untag = (repositoryName: string, imageTag: string): Write => ({
  operation: 'BatchDeleteImage',
  input: { repositoryName, imageIds: [{ imageTag }] },
  apply: changing(repositoryName, ({ images, imageTags }) => {
    const digest = imageTags[imageTag] ?? ''
    delete imageTags[imageTag]
    if (!Object.values(imageTags).includes(digest)) delete images[digest]
  }),
})

/** One step of an upload, of which a repository has one at a time. */
function upload(repositoryName: string, known: Known, content: string): Write {
  const begun = known.upload
  if (!begun) {
    return {
      operation: 'InitiateLayerUpload',
      input: { repositoryName },
      apply: changing(repositoryName, (known, { uploadId }) => {
        if (uploadId !== undefined) known.upload = { id: uploadId, content, isSent: false }
      }),
    }
  }
  const uploading = { repositoryName, uploadId: begun.id }
  if (!begun.isSent) {
    const layerPartBlob = Buffer.from(begun.content).toString('base64')
    return {
      operation: 'UploadLayerPart',
      input: { ...uploading, partFirstByte: 0, partLastByte: begun.content.length - 1, layerPartBlob },
      apply: changing(repositoryName, known => {
        known.upload = { ...begun, isSent: true }
      }),
    }
  }
  return complete(repositoryName, begun)
}

const complete = (repositoryName: string, { id, content }: Upload): Write => ({
  operation: 'CompleteLayerUpload',
  input: { repositoryName, uploadId: id, layerDigests: [sha256(content)] },
  apply: changing(repositoryName, known => {
    if (!known.blobs.includes(sha256(content))) known.blobs.push(sha256(content))
    delete known.upload
  }),
})

function putRegistryPolicy(number: number): Write {
  const Statement = {
    Sid: `number ${number}`,
    Effect: 'Allow',
    Principal: '*',
    Action: 'ecr:ReplicateImage',
    Resource: arnOf('*'),
  }
  return {
    operation: 'PutRegistryPolicy',
    input: { policyText: JSON.stringify({ Statement }) },
    apply(state) {
      state.registryPolicy = Statement.Sid
    },
  }
}

/** Every blob that a client may have uploaded. */
export const blobsOf = ({ main, repositories }: State): readonly string[] => {
  const { blobs = [], upload } = repositories[main] ?? {}
  return [...new Set([...blobs, sha256(upload?.content ?? '{}')])]
}
