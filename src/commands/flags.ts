import { Flags } from '@oclif/core'
import { checkEndpoint } from '../aws/endpoint.ts'
import { checkRegion } from '../aws/regions.ts'
import { EcrsyncError } from '../errors.ts'
import { isSecret } from '../manifest/meaning/environment.ts'
import type { Shard } from '../model.ts'
import { MANIFEST_FILE } from '../names.ts'
import type { Allowed } from './allow-flag.ts'

/** What choosing targets means is for the command to say. */
export const targetFlag = (summary: string) =>
  Flags.string({ summary, multiple: true, multipleNonGreedy: true, helpValue: 'TARGET' })

export const regionFlag = (summary: string) => Flags.string({ parse: async region => regionNamed(region), summary })

/** Flags of every command that reads a manifest. */
export const manifestFlags = {
  file: Flags.string({ char: 'f', summary: 'The manifest.', default: MANIFEST_FILE, helpValue: 'FILE' }),
  region: regionFlag(
    'The AWS region, where no target says its own; otherwise AWS_REGION or AWS_DEFAULT_REGION says it.',
  ),
  target: targetFlag('Only these targets: a name, a glob, or LABEL=VALUE; may be repeated, `!` excepts.'),
  'allow-env': Flags.string({
    parse: async name => allowed(name),
    summary: 'A variable of the environment that the manifest may read beside ECRSYNC_VAR_*; may be repeated.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME',
  }),
  'allow-endpoint': Flags.string({
    parse: async host => allowedHost(host),
    summary:
      'A host, with those below it, that the endpoint of a target may be beside hosts of ECR and this machine; may be repeated.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'HOST',
  }),
  'no-color': Flags.boolean({ summary: 'Print without colours.' }),
  quiet: Flags.boolean({ summary: 'Print results and errors only.' }),
}

/** Flags of every command that talks to ECR. */
export const registryFlags = {
  ...manifestFlags,
  region: regionFlag(
    'The AWS region, where no target says its own; otherwise AWS_REGION, AWS_DEFAULT_REGION or the profile says it.',
  ),
  verbose: Flags.boolean({ char: 'v', summary: 'Print each call to ECR as it is made.' }),
  local: Flags.boolean({
    summary: 'Use the embedded ECR, kept in .ecrsync/local beside the manifest; needs no AWS account.',
    exclusive: ['endpoint-url'],
  }),
  'endpoint-url': Flags.string({
    parse: async value => checkEndpoint(value, { name: '--endpoint-url', code: 'INVALID_FLAG' }),
    summary: 'Send calls to this URL instead of AWS.',
    helpValue: 'URL',
  }),
  profile: Flags.string({
    parse: async value => named(value),
    summary: 'The profile of the AWS configuration to use; otherwise AWS_PROFILE or AWS_DEFAULT_PROFILE says it.',
  }),
  stats: Flags.boolean({
    summary: 'Print at the end how often AWS was called, how long that took, and what the run took.',
  }),
  concurrency: Flags.integer({
    summary:
      'The most calls to ECR in flight at once, for each target; how many they are ECR says, by what it throttles.',
    default: 64,
    min: 1,
    max: 200,
    helpValue: 'N',
  }),
  'max-rate': Flags.integer({
    summary: 'The most calls a second, for each target and operation; left out: as many as ECR allows.',
    min: 1,
    helpValue: 'N',
  }),
}

export const formatFlags = {
  format: Flags.option({
    summary: 'How to print the result.',
    options: ['text', 'json'] as const,
    default: 'text' as const,
  })(),
}

/** Flags of what judges the repositories of a manifest. */
export const judgeFlags = {
  only: Flags.string({
    summary: 'Only repositories whose name matches; may be repeated, `!` excepts.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'GLOB',
  }),
  'lifecycle-preview': Flags.option({
    summary:
      'Who says what a lifecycle policy would expire: ecrsync itself, or ECR by its own preview (a call of level Write).',
    options: ['local', 'server'] as const,
    default: 'local' as const,
  })(),
}

/** Flags of what asks before it writes. */
export const approvalFlags = {
  'auto-approve': Flags.boolean({ summary: 'Do not ask.' }),
}

/** Flags of what writes down what it does. */
export const receiptFlags = {
  receipt: Flags.string({
    summary:
      'Where to write what is done, call by call: a new file, or none; left out: .ecrsync/receipts beside the manifest.',
    helpValue: 'FILE|none',
  }),
}

/** Flags of what copies images. */
export const transferFlags = {
  'min-transfer-rate': Flags.integer({
    summary:
      'KiB a second: a transfer of a layer that is slower over a minute ends as failed; 0 lets it take its time.',
    default: 64,
    min: 0,
    helpValue: 'KIB',
  }),
}

/** As the copier takes it, in bytes. */
export const transferRateOf = (flags: { readonly 'min-transfer-rate': number }): number =>
  flags['min-transfer-rate'] * 1024

/** Flags of what makes a plan. */
export const planFlags = {
  ...registryFlags,
  ...formatFlags,
  ...judgeFlags,
  expand: Flags.boolean({ summary: 'Name all repositories and targets, and show all that differs.' }),
  'in-use': Flags.string({
    summary: 'A file of images in use, or - for standard input: what would expire or delete one is blocked.',
    helpValue: 'FILE',
  }),
  'tag-reader': Flags.option({
    summary:
      'Who tells the tags of repositories: ECR, one a call; the tagging API, a hundred a call; or that one where it is allowed and there are more than two.',
    options: ['ecr', 'tagging', 'auto'] as const,
    default: 'auto' as const,
  })(),
}

export interface PlanFlags extends RegistryFlags {
  readonly only?: readonly string[] | undefined
  readonly 'lifecycle-preview': 'local' | 'server'
  readonly 'in-use'?: string | undefined
  readonly shard?: Shard | undefined
  readonly allow?: readonly Allowed[] | undefined
  readonly 'tag-reader': 'ecr' | 'tagging' | 'auto'
}

/** What says which manifest is read, and what it may read itself. */
export interface ManifestFlags {
  readonly file: string
  readonly target?: readonly string[] | undefined
  readonly 'allow-env'?: readonly string[] | undefined
  readonly 'allow-endpoint'?: readonly string[] | undefined
}

export interface RegistryFlags extends ManifestFlags {
  readonly region?: string | undefined
  readonly local: boolean
  readonly 'endpoint-url'?: string | undefined
  readonly profile?: string | undefined
  readonly concurrency: number
  readonly 'max-rate'?: number | undefined
}

/** @throws EcrsyncError INVALID_FLAG */
function allowed(name: string): string {
  if (!isSecret(name)) return name
  throw new EcrsyncError('INVALID_FLAG', `--allow-env ${name} is read by no manifest`, {
    detail: 'It is a credential of AWS, or leads to one, and a manifest would carry it into tags, policies or calls.',
    hint: 'Leave it out.',
  })
}

const HOST = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:]+\])$/

/** @throws EcrsyncError INVALID_FLAG */
function allowedHost(given: string): string {
  const host = given.toLowerCase()
  if (HOST.test(host)) return host
  throw new EcrsyncError('INVALID_FLAG', `--allow-endpoint ${given} is no host`, {
    detail: 'It is the name of a host alone, which stands for those below it as well, at any port.',
    hint: 'Write for example --allow-endpoint ecr.acme.example',
  })
}

/** @throws EcrsyncError INVALID_REGION for one that is written otherwise; whether AWS has it, AWS says */
function regionNamed(region: string): string {
  if (region !== '') checkRegion(region, { by: '--region', typed: other => `--region ${other}`, isAws: false })
  return region
}

/**
 * A variable without a value must not become the profile `default`.
 * @throws EcrsyncError INVALID_FLAG
 */
function named(profile: string): string {
  if (profile !== '') return profile
  throw new EcrsyncError('INVALID_FLAG', '--profile is empty', {
    detail: 'A variable without a value, perhaps.',
    hint: 'Name a profile, or leave the flag out.',
  })
}
