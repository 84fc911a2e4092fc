import type { CreateRepositoryCommandInput, ECR } from '@aws-sdk/client-ecr'
import fc from 'fast-check'
import { OWNER_TAG } from '../../src/names.ts'
import { type Caller, clientOf, pushImage } from '../emulator/ecr.ts'
import { LAMBDAS } from '../lambda.ts'
import { openRegistry, type Registry } from '../registry.ts'
import { anySettings, dumpSettings, type HeldSettings, putSettings, type Settings } from './held-settings.ts'
import { mostly, some } from './values.ts'

const text = (value: unknown): string => JSON.stringify(value)

/** As various hands and tools write them; what Lambda adds, and what is left of a deleted role, among them. */
const POLICIES = [
  { Statement: { Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage', Condition: { Bool: { x: 'true' } } } },
  {
    Version: '2012-10-17',
    Id: 'x',
    Statement: [{ Effect: 'Deny', Principal: { AWS: '111122223333' }, Action: 'ecr:*' }],
  },
  {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: ['arn:aws:iam::444455556666:root'] },
        Action: ['ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
      },
      LAMBDAS,
    ],
  },
].map(text)

const expire = { type: 'expire' }
const LIFECYCLES = [
  {
    rules: [
      {
        rulePriority: 7,
        selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 50 },
        action: expire,
      },
    ],
  },
  {
    rules: [
      {
        rulePriority: 20,
        selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 7 },
        action: expire,
      },
      {
        rulePriority: 10,
        description: 'x',
        selection: {
          tagStatus: 'tagged',
          tagPrefixList: ['v', 'a'],
          storageClass: 'standard',
          countType: 'imageCountMoreThan',
          countNumber: 3,
        },
        action: expire,
      },
    ],
  },
].map(text)

type Features = Omit<CreateRepositoryCommandInput, 'repositoryName' | 'tags'>

export interface Holding {
  readonly repositoryName: string
  readonly features: Features
  readonly tags: Readonly<Record<string, string>>
  readonly policyText?: string | undefined
  readonly lifecyclePolicyText?: string | undefined
  readonly images: number
}

const NAMES = ['team/api', 'team/web', 'legacy', 'x1', 'stranger', 'team/other'] as const

const features: fc.Arbitrary<Features> = fc
  .tuple(
    some({
      imageScanningConfiguration: fc.record({ scanOnPush: fc.boolean() }),
      encryptionConfiguration: fc.constantFrom<Features['encryptionConfiguration']>(
        { encryptionType: 'AES256' },
        { encryptionType: 'KMS' },
        { encryptionType: 'KMS', kmsKey: 'alias/ecr' },
      ),
    }),
    fc.constantFrom<Features>(
      {},
      { imageTagMutability: 'IMMUTABLE' },
      {
        imageTagMutability: 'MUTABLE_WITH_EXCLUSION',
        imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'v*' }],
      },
    ),
  )
  .map(([one, other]) => ({ ...one, ...other }))

/** All that somebody may have left in a registry. */
export interface Contents {
  readonly repositories: readonly Holding[]
  readonly settings: Settings
}

/** Most are nobody's. */
const owner = mostly(
  fc.constant({}),
  fc.constantFrom('acme', 'billing', '').map(name => ({ [OWNER_TAG]: name })),
)

/** Within and outside of what a manifest names. */
const repositories: fc.Arbitrary<readonly Holding[]> = fc.uniqueArray(
  fc.record<Holding>({
    repositoryName: fc.constantFrom(...NAMES),
    features,
    tags: fc
      .tuple(fc.dictionary(fc.constantFrom('team', 'env', 'theirs'), fc.constantFrom('', 'a', 'b')), owner)
      .map(([tags, owner]) => ({ ...tags, ...owner })),
    policyText: fc.option(fc.constantFrom(...POLICIES), { nil: undefined }),
    lifecyclePolicyText: fc.option(fc.constantFrom(...LIFECYCLES), { nil: undefined }),
    images: fc.integer({ min: 0, max: 2 }),
  }),
  { selector: ({ repositoryName }) => repositoryName, maxLength: 5 },
)

export const registryOf = (account: string): fc.Arbitrary<Contents> =>
  fc.record({ repositories, settings: anySettings(account) })

export const EMPTY: Contents = { repositories: [], settings: {} }

/** Runs with a registry that holds this, and closes it whatever comes. */
export async function withRegistry<T>(contents: Contents, use: (ecr: Registry) => Promise<T>): Promise<T> {
  const ecr = await openRegistry()
  try {
    await fill(ecr, contents)
    ecr.emulator.clearCalls()
    return await use(ecr)
  } finally {
    await ecr.close()
  }
}

export async function fill(
  { emulator }: Pick<Registry, 'emulator'>,
  { repositories, settings }: Contents,
  caller: Caller = {},
): Promise<void> {
  const client = clientOf(emulator, caller)
  for (const holding of repositories) await put(client, holding)
  await putSettings(client, settings)
  client.destroy()
}

async function put(ecr: ECR, { repositoryName, features, tags, policyText, lifecyclePolicyText, images }: Holding) {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
  await ecr.createRepository({ repositoryName, ...features, tags: list })
  if (policyText !== undefined) await ecr.setRepositoryPolicy({ repositoryName, policyText })
  if (lifecyclePolicyText !== undefined) await ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText })
  for (let index = 0; index < images; index += 1) await pushImage(ecr, repositoryName, `image ${index}`)
}

/** All that a registry holds of one repository. */
export interface Held {
  readonly repository: Readonly<Record<string, unknown>>
  readonly tags: Readonly<Record<string, string>>
  readonly policy: string | null
  readonly lifecycle: string | null
  readonly images: number
}

export interface Everything {
  /** By their names. */
  readonly repositories: ReadonlyMap<string, Held>
  readonly settings: HeldSettings
}

/** As anybody else would read it. */
export async function dump({ emulator }: Pick<Registry, 'emulator'>, caller: Caller = {}): Promise<Everything> {
  const ecr = clientOf(emulator, caller)
  const { repositories = [] } = await ecr.describeRepositories({ maxResults: 1000 })
  const held = new Map<string, Held>()
  for (const { repositoryName = '', repositoryArn: resourceArn, ...repository } of repositories)
    held.set(repositoryName, {
      repository: { ...repository, repositoryArn: resourceArn },
      ...(await heldOf(ecr, { repositoryName, resourceArn })),
    })
  const settings = await dumpSettings(ecr)
  ecr.destroy()
  return { repositories: held, settings }
}

async function heldOf(
  ecr: ECR,
  { repositoryName, resourceArn }: { readonly repositoryName: string; readonly resourceArn: string | undefined },
): Promise<Omit<Held, 'repository'>> {
  const { tags = [] } = await ecr.listTagsForResource({ resourceArn })
  const { imageDetails = [] } = await ecr.describeImages({ repositoryName, filter: { imageStatus: 'ANY' } })
  return {
    tags: Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value])),
    policy: await ecr.getRepositoryPolicy({ repositoryName }).then(textOr, none),
    lifecycle: await ecr.getLifecyclePolicy({ repositoryName }).then(textOr, none),
    images: imageDetails.length,
  }
}

const textOr = (answer: { policyText?: string | undefined; lifecyclePolicyText?: string | undefined }): string =>
  answer.policyText ?? answer.lifecyclePolicyText ?? ''

function none(error: Error): null {
  if (error.name.endsWith('PolicyNotFoundException')) return null
  throw error
}
