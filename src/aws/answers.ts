import { EcrsyncError } from '../errors.ts'
import type { Call } from './api.ts'
import { checkForm } from './form.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * What every success of an operation says, one of several where they stand in a list; an answer without it is none, and
 * what was asked for may not have been done. Lists may be left out where they are empty, so that listings need nothing.
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_Operations.html
 */
export const ALWAYS: { readonly [A in Call]: readonly (string | readonly string[])[] } = {
  BatchCheckLayerAvailability: [['layers', 'failures']],
  BatchDeleteImage: [['imageIds', 'failures']],
  BatchGetImage: [['images', 'failures']],
  CompleteLayerUpload: ['layerDigest'],
  CreatePullThroughCacheRule: ['ecrRepositoryPrefix'],
  CreateRepository: ['repository'],
  CreateRepositoryCreationTemplate: ['repositoryCreationTemplate'],
  DeleteLifecyclePolicy: ['repositoryName'],
  DeletePullThroughCacheRule: ['ecrRepositoryPrefix'],
  DeleteRegistryPolicy: ['registryId'],
  DeleteRepository: ['repository'],
  DeleteRepositoryCreationTemplate: ['repositoryCreationTemplate'],
  DeleteRepositoryPolicy: ['repositoryName'],
  DeleteSigningConfiguration: [['registryId', 'signingConfiguration']],
  DeregisterPullTimeUpdateExclusion: ['principalArn'],
  DescribeImages: [],
  DescribePullThroughCacheRules: [],
  DescribeRegistry: ['registryId', 'replicationConfiguration'],
  DescribeRepositories: [],
  DescribeRepositoryCreationTemplates: [],
  GetAccountSetting: ['value'],
  GetAuthorizationToken: ['authorizationData'],
  GetDownloadUrlForLayer: ['downloadUrl'],
  GetLifecyclePolicy: ['lifecyclePolicyText'],
  GetLifecyclePolicyPreview: ['status'],
  GetRegistryPolicy: ['policyText'],
  GetRegistryScanningConfiguration: ['scanningConfiguration'],
  GetRepositoryPolicy: ['policyText'],
  GetSigningConfiguration: ['signingConfiguration'],
  InitiateLayerUpload: ['uploadId'],
  ListImageReferrers: [],
  ListImages: [],
  ListPullTimeUpdateExclusions: [],
  ListTagsForResource: [],
  PutAccountSetting: ['name'],
  PutImage: ['image'],
  PutImageScanningConfiguration: ['repositoryName'],
  PutImageTagMutability: ['repositoryName'],
  PutLifecyclePolicy: ['repositoryName'],
  PutRegistryPolicy: ['policyText'],
  PutRegistryScanningConfiguration: ['registryScanningConfiguration'],
  PutReplicationConfiguration: ['replicationConfiguration'],
  PutSigningConfiguration: ['signingConfiguration'],
  RegisterPullTimeUpdateExclusion: ['principalArn'],
  SetRepositoryPolicy: ['repositoryName'],
  StartLifecyclePolicyPreview: ['repositoryName'],
  TagResource: [],
  UntagResource: [],
  UpdateImageStorageClass: [['imageId', 'imageStatus']],
  UpdatePullThroughCacheRule: ['ecrRepositoryPrefix'],
  UpdateRepositoryCreationTemplate: ['repositoryCreationTemplate'],
  UploadLayerPart: ['lastByteReceived'],
}

/** What each element of a listing is known by. */
const KNOWN_BY: Partial<Readonly<Record<Call, readonly [list: string, member: string]>>> = {
  DescribeImages: ['imageDetails', 'imageDigest'],
  DescribePullThroughCacheRules: ['pullThroughCacheRules', 'ecrRepositoryPrefix'],
  DescribeRepositories: ['repositories', 'repositoryName'],
  DescribeRepositoryCreationTemplates: ['repositoryCreationTemplates', 'prefix'],
  ListImageReferrers: ['referrers', 'digest'],
  ListImages: ['imageIds', 'imageDigest'],
}

/** What is written back whole, with what others have there. */
const WRITTEN_BACK: Partial<Readonly<Record<Call, string>>> = {
  DescribeRegistry: 'replicationConfiguration',
  GetRegistryScanningConfiguration: 'scanningConfiguration',
  GetSigningConfiguration: 'signingConfiguration',
}

/**
 * The SDK leaves out what it does not know, and so would the next write.
 *
 * @throws EcrsyncError AWS_ERROR
 */
export function checkKnown(action: string, body: unknown, answer: unknown): void {
  const member = WRITTEN_BACK[action as Call]
  if (member === undefined || !(body instanceof Uint8Array)) return
  const lost = lostIn(parsed(body)?.[member], (answer as Fields)[member])
  if (lost === undefined) return
  throw new EcrsyncError('AWS_ERROR', `${action} answers more than this version of ecrsync knows`, {
    detail: `In ${member} stands ${JSON.stringify(lost)}. It would be lost with the next write, and others may need it.`,
    hint: 'Upgrade ecrsync, or leave this setting out of the manifest.',
  })
}

function parsed(body: Uint8Array): Fields | undefined {
  try {
    return JSON.parse(Buffer.from(body).toString())
  } catch {
    return undefined
  }
}

/** The first member that the answer has not, by its name. */
function lostIn(sent: unknown, kept: unknown): string | undefined {
  if (typeof sent !== 'object' || sent === null) return undefined
  for (const [name, value] of Object.entries(sent)) {
    if (value === null) continue
    const found = (kept as Fields | undefined)?.[name]
    const lost = found === undefined ? name : lostIn(value, found)
    if (lost !== undefined) return lost
  }
  return undefined
}

/** @throws EcrsyncError NOT_ECR, AWS_ERROR */
export function checkWhole(action: Call, answer: object): void {
  checkForm(action, answer)
  const members = ALWAYS[action]
  const [list = '', member = ''] = KNOWN_BY[action] ?? []
  const elements = ((answer as Fields)[list] ?? []) as readonly Fields[]
  if (elements.some(element => !element[member]))
    throw notEcr(`${action} was answered with ${list} of which one has no ${member}.`)
  for (const one of members) {
    const names = [one].flat()
    if (!names.some(name => (answer as Fields)[name] !== undefined))
      throw notEcr(
        `${action} was answered as a success, but without ${names.join(' or ')}, and whether it was done is not known.`,
      )
  }
}

const notEcr = (detail: string): EcrsyncError =>
  new EcrsyncError('NOT_ECR', 'The endpoint does not answer as ECR does', {
    detail,
    hint: 'Check --endpoint-url, AWS_ENDPOINT_URL_ECR and any proxy on the way.',
  })

/** The status of an answer: that of an error for what says that it is one, whatever status it came with. */
export function statusOf(status: number, body: Uint8Array): number {
  const name = status < 300 ? errorIn(body) : undefined
  if (name === undefined) return status
  return /(Server|Internal|Unavailable)/.test(name) ? 500 : 400
}

const MEMBER = '"__type"'

/** Most answers are told apart without a second reading. */
function errorIn(body: Uint8Array): string | undefined {
  if (!Buffer.from(body.buffer, body.byteOffset, body.length).includes(MEMBER)) return undefined
  try {
    const { __type } = JSON.parse(Buffer.from(body).toString('utf8'))
    return typeof __type === 'string' ? __type : undefined
  } catch {
    return undefined
  }
}
