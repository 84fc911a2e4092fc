import type { ECR } from '@aws-sdk/client-ecr'
import { onTestFinished } from 'vitest'
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/server.ts'
import { awsEnvironment, ecrsync, type Run } from '../cli.ts'
import { clientOf } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { type Moment, type RacedCall, secondClient } from './second-client.ts'

export const NAME = 'team/api'

/** A registry as it is when ecrsync plans. */
export interface Start<G> {
  readonly options?: EmulatorOptions
  /** Puts there what there is; what it answers is known to the manifest and to the second client. */
  readonly given: (ecr: ECR, emulator: Emulator) => Promise<G>
  readonly manifest: (given: G) => string
  readonly files?: (given: G) => Readonly<Record<string, string>>
  readonly args?: readonly string[]
}

export interface Raced extends Run {
  /** Of both, from the first call after the planning on. */
  readonly calls: readonly RacedCall[]
}

export interface Race<G> {
  readonly given: G
  readonly emulator: Emulator
  readonly ecr: ECR
  /** Applies; a moment that is `planned` is the first call after the planning. */
  apply(...moments: readonly Moment[]): Promise<Raced>
  /** Another command in the same place. */
  run(args: readonly string[], ...moments: readonly Moment[]): Promise<Raced>
}

export async function race<G>({ options = {}, given, manifest, files, args = [] }: Start<G>): Promise<Race<G>> {
  const emulator = await startEmulator(options)
  onTestFinished(() => emulator.close())
  const ecr = clientOf(emulator)
  const known = await given(ecr, emulator)
  const cwd = await folderWith({ 'ecrsync.yaml': manifest(known), ...files?.(known) })
  const alone = ['--concurrency', '1', '--quiet', ...args]

  /** Calls that planning takes: they are the same when it is done for an apply. */
  async function callsOfPlan(): Promise<number> {
    emulator.clearCalls()
    await ecrsync(['plan', ...alone], { cwd, env: awsEnvironment(emulator.url) })
    return emulator.calls.length
  }

  async function run(command: readonly string[], ...moments: readonly Moment[]): Promise<Raced> {
    const second = await secondClient(emulator, ...moments)
    const ended = await ecrsync(command, { cwd, env: awsEnvironment(second.url) })
    second.check()
    return { ...ended, calls: second.calls }
  }

  return {
    given: known,
    emulator,
    ecr,
    run,
    async apply(...moments) {
      const planned = moments.some(({ before }) => before === PLANNED) ? await callsOfPlan() : 0
      const counted = moments.map(moment =>
        moment.before === PLANNED
          ? { ...moment, before: '*', nth: planned + (typeof moment.nth === 'number' ? moment.nth : 1) }
          : moment,
      )
      return run(['apply', '--auto-approve', ...alone], ...counted)
    },
  }
}

/** A call of PutImage that puts a tag, or this one. */
export const putting =
  (tag?: string) =>
  ({ imageTag }: RacedCall['input']): boolean =>
    tag === undefined ? imageTag !== undefined : imageTag === tag

/** `before` this: before the first call after the planning, or the nth. */
export const PLANNED = 'planned'

/** Tag → digest. */
export async function tagsIn(ecr: ECR, repositoryName = NAME): Promise<Readonly<Record<string, string>>> {
  const { imageIds = [] } = await ecr.listImages({ repositoryName, maxResults: 1000, filter: { imageStatus: 'ANY' } })
  return Object.fromEntries(
    imageIds.flatMap(({ imageTag, imageDigest = '' }) => (imageTag === undefined ? [] : [[imageTag, imageDigest]])),
  )
}

export async function digestsIn(ecr: ECR, repositoryName = NAME): Promise<readonly string[]> {
  const { imageDetails = [] } = await ecr.describeImages({ repositoryName, filter: { imageStatus: 'ANY' } })
  return imageDetails.map(({ imageDigest = '' }) => imageDigest).sort()
}

/** A tag goes to an image that is there. */
export async function retag(ecr: ECR, imageDigest: string, imageTag: string, repositoryName = NAME): Promise<void> {
  const { images = [] } = await ecr.batchGetImage({ repositoryName, imageIds: [{ imageDigest }] })
  const [{ imageManifest, imageManifestMediaType } = {}] = images
  await ecr.putImage({ repositoryName, imageManifest, imageManifestMediaType, imageTag })
}

export const imagesManifest = (images: string, more = ''): string => `version: 1
name: acme
ownership: none
repositories:
  ${NAME}:
    ${more.replaceAll('\n', '\n    ')}
    images:
${images.replace(/^/gm, '      ')}
`
