import { EcrsyncError } from '../errors.ts'

type Check = (value: unknown) => boolean

const isText: Check = value => typeof value === 'string'
const isNumber: Check = value => typeof value === 'number'
const isMoment: Check = value => value instanceof Date && !Number.isNaN(value.getTime())
const isThing: Check = value => typeof value === 'object' && value !== null && !Array.isArray(value)
const isListOf =
  (is: Check): Check =>
  value =>
    Array.isArray(value) && value.every(is)

/**
 * What members of answers are, wherever they stand. Source: the shapes of
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_Types.html
 */
const FORMS: readonly (readonly [Check, string, readonly string[]])[] = [
  [
    isListOf(isThing),
    'a list',
    [
      'ResourceTagMappingList',
      'Tags',
      'authorizationData',
      'destinations',
      'failures',
      'imageDetails',
      'imageIds',
      'imageTagMutabilityExclusionFilters',
      'images',
      'layers',
      'previewResults',
      'pullThroughCacheRules',
      'referrers',
      'repositories',
      'repositoryCreationTemplates',
      'repositoryFilters',
      'resourceTags',
      'rules',
      'tags',
    ],
  ],
  [isListOf(isText), 'a list of texts', ['appliedFor', 'imageTags', 'pullTimeUpdateExclusions']],
  [
    isThing,
    'an object',
    [
      'action',
      'encryptionConfiguration',
      'image',
      'imageId',
      'imageScanningConfiguration',
      'registryScanningConfiguration',
      'replicationConfiguration',
      'repository',
      'repositoryCreationTemplate',
      'scanningConfiguration',
      'signingConfiguration',
    ],
  ],
  [
    isText,
    'a text',
    [
      'Key',
      'PaginationToken',
      'ResourceARN',
      'Value',
      'authorizationToken',
      'credentialArn',
      'customRoleArn',
      'description',
      'digest',
      'downloadUrl',
      'ecrRepositoryPrefix',
      'encryptionType',
      'failureCode',
      'failureReason',
      'filter',
      'filterType',
      'imageDigest',
      'imageManifest',
      'imageManifestMediaType',
      'imageStatus',
      'imageTag',
      'imageTagMutability',
      'kmsKey',
      'layerAvailability',
      'layerDigest',
      'lifecyclePolicy',
      'lifecyclePolicyText',
      'mediaType',
      'nextToken',
      'policyText',
      'prefix',
      'principalArn',
      'proxyEndpoint',
      'region',
      'registryId',
      'repositoryArn',
      'repositoryName',
      'repositoryPolicy',
      'repositoryUri',
      'scanFrequency',
      'scanType',
      'signingProfileArn',
      'status',
      'subjectManifestDigest',
      'uploadId',
      'upstreamRegistry',
      'upstreamRegistryUrl',
      'upstreamRepositoryPrefix',
      'value',
    ],
  ],
  [isNumber, 'a number', ['appliedRulePriority', 'imageSizeInBytes', 'lastByteReceived', 'partSize']],
  [
    isMoment,
    'a moment',
    [
      'createdAt',
      'expiresAt',
      'imagePushedAt',
      'lastActivatedAt',
      'lastArchivedAt',
      'lastRecordedPullTime',
      'updatedAt',
    ],
  ],
]

const FORM_OF = new Map(FORMS.flatMap(([is, what, names]) => names.map(name => [name, { is, what }] as const)))

/** No member of ours stands deeper. */
const DEEPEST = 4

/**
 * The same answer, without members that are null: some that stand in for ECR send them for what is left out.
 * The SDK hands on whatever it is sent.
 *
 * @throws EcrsyncError AWS_ERROR where a member is not what it has to be
 */
export function checkForm(action: string, answer: object, depth = 0): void {
  if (depth > DEEPEST) return
  for (const name of Object.keys(answer)) {
    const value = (answer as Record<string, unknown>)[name]
    const form = FORM_OF.get(name)
    if (value === null) delete (answer as Record<string, unknown>)[name]
    else if (value !== undefined && form?.is(value) === false) throw unreadable(action, name, form.what)
    else if (Array.isArray(value)) for (const inner of value) checkInner(action, inner, depth + 1)
    else checkInner(action, value, depth + 1)
  }
}

function checkInner(action: string, value: unknown, depth: number): void {
  if (isThing(value)) checkForm(action, value as object, depth)
}

const unreadable = (action: string, name: string, what: string): EcrsyncError =>
  new EcrsyncError('AWS_ERROR', `${action} was answered in a form that AWS does not have`, {
    detail: `${name} has to be ${what}.`,
    hint: 'Check --endpoint-url, AWS_ENDPOINT_URL_ECR and any proxy on the way.',
  })
