import type { ECR } from '@aws-sdk/client-ecr'
import { onTestFinished } from 'vitest'
import type { CopyImage, ImageCaller, ImageSource } from '../../src/aws/api.ts'
import { connect } from '../../src/aws/client.ts'
import { isPassing } from '../../src/aws/failures.ts'
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/server.ts'
import type { Bytes } from '../../src/events.ts'
import { type Copier, copier, type Tell } from '../../src/images/copier.ts'
import { type Sleep, waitAfter } from '../../src/images/patience.ts'
import { putTag } from '../../src/images/put-tag.ts'
import { type ImageSources, openSources } from '../../src/images/sources.ts'
import { ACCOUNT, clientOf } from '../emulator/ecr.ts'

export const REGION = 'us-east-1'
export const QUIETLY = () => undefined
export const REPOSITORY = 'team/app'

/** A registry that holds nothing but an empty repository, and what copies into it. */
export interface World {
  readonly emulator: Emulator
  readonly ecr: ECR
  readonly caller: ImageCaller
  readonly sources: ImageSources
  readonly copier: Copier
  readonly copy: Copy
  /** Milliseconds that would have been slept. */
  readonly slept: readonly number[]
  /** A caller of another account or region, at the same emulator. */
  callerOf(account: string, region: string): Promise<ImageCaller>
  /** Brings an image into `team/app`, tagged `v1` unless said. */
  bring(source: ImageSource, imageDigest: string, more?: Partial<CopyImage['input']>): Promise<void>
  /** Names of the calls so far. */
  calls(): readonly string[]
  /** What the calls of one name carried. */
  inputs(operation: string): readonly Readonly<Record<string, unknown>>[]
}

export async function world(options: EmulatorOptions = {}): Promise<World> {
  const emulator = await startEmulator(options)
  const ecr = clientOf(emulator)
  onTestFinished(() => emulator.close())
  await ecr.createRepository({ repositoryName: REPOSITORY })
  emulator.clearCalls()
  const callerOf = async (account: string, region: string) => {
    const credentials = { accessKeyId: account, secretAccessKey: 'local' }
    const client = await connect({ region, endpoint: emulator.url, credentials, concurrency: 16 })
    onTestFinished(client.close)
    return client.images
  }
  const caller = await callerOf(ACCOUNT, REGION)
  const slept: number[] = []
  const sleep = async (milliseconds: number) => slept.push(milliseconds)
  const callerFor = (region: string) => callerOf(ACCOUNT, region)
  const sources = openSources({ caller, region: REGION, callerFor, sleep })
  const own = copier({ caller, sources, sleep })
  const copy = copyWith(own, sleep)
  return {
    emulator,
    ecr,
    caller,
    sources,
    copier: own,
    copy,
    slept,
    callerOf,
    bring: (source, imageDigest, more = {}) =>
      copy({ repositoryName: REPOSITORY, imageTag: 'v1', imageDigest, source, referrers: false, ...more }, QUIETLY),
    calls: () => emulator.calls.map(({ operation }) => operation),
    inputs: operation => emulator.calls.filter(call => call.operation === operation).map(({ input = {} }) => input),
  }
}

/** Brings one image into a repository, and puts its tag where it has one. */
export type Copy = (input: CopyImage['input'], tell: Tell) => Promise<void>

/** One after the other, without a look between: for a tag that is known to be free. */
export const copyWith =
  ({ bring, look, tag }: Copier, sleep: Sleep): Copy =>
  async ({ imageTag, ...input }, tell) => {
    const image = await bring(input, tell)
    if (imageTag === undefined) return
    await tag(image, input.repositoryName, imageTag).catch(async (error: unknown) => {
      if (!isPassing(error)) throw error
      await sleep(waitAfter(1))
      const free = { repositoryName: input.repositoryName, tag: imageTag, holder: undefined }
      const there = await putTag(image, free, { copier: { look, tag }, sleep })
      if (there !== image.digest) throw error
    })
  }

export const layoutAt = (
  path: string,
  more: { readonly tag?: string; readonly digest?: string } = {},
): ImageSource => ({
  from: 'oci',
  path,
  directory: '/nonexistent',
  ...more,
})

/** Digest → its tags. */
export async function imagesIn(ecr: ECR, repositoryName = REPOSITORY): Promise<Readonly<Record<string, string[]>>> {
  const { imageDetails = [] } = await ecr.describeImages({ repositoryName })
  return Object.fromEntries(imageDetails.map(({ imageDigest = '', imageTags = [] }) => [imageDigest, imageTags]))
}

/** What copies tell, added up; each copy has a listener of its own. */
export function counted() {
  const counts = { total: 0, sent: 0, skipped: 0 }
  const listener = () => {
    let last: Bytes = { total: 0, sent: 0, skipped: 0 }
    return (bytes: Bytes) => {
      for (const what of ['total', 'sent', 'skipped'] as const) counts[what] += bytes[what] - last[what]
      last = bytes
    }
  }
  return { counts, listener }
}
