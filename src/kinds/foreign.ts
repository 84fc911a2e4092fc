import type { Path } from './kind.ts'

/** What people write who come from another tool: what it is called here, and where it stands below a repository, a layer or the root. */
export interface Foreign {
  /** Where its value goes, from the map in which it stands. */
  readonly to?: Path
  /** What goes with it there. */
  readonly beside?: Readonly<Record<string, unknown>>
  /** It has no place here: why, and what to do. */
  readonly instead?: Instead
  /** It says how a thing is called, as many keys of many things do. */
  readonly isName?: boolean
  /** Only where this key is known, or as long as this one is not. */
  readonly where?: string
}

interface Instead {
  readonly detail: string
  readonly hint: string
  /** Made of what stands there. */
  readonly example?: readonly string[] | ((value: unknown) => readonly string[])
}

/** What is said of it. */
export const toldOf = ({ example = [], ...words }: Instead, value: unknown) => ({
  ...words,
  example: typeof example === 'function' ? example(value) : example,
})

/** Letters and digits alone: `image_tag_mutability`, `ImageTagMutability` and `image-tag-mutability` are one word. */
export const wordOf = (key: string): string => key.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

const POLICY: Foreign = { to: ['repositoryPolicy'] }
const LIFECYCLE: Foreign = { to: ['lifecyclePolicy'] }
const MUTABILITY: Foreign = { to: ['imageTagMutability'] }
const EXCLUSION: Foreign = { to: ['imageTagMutabilityExclusionFilters'] }
const SCAN: Foreign = { to: ['imageScanningConfiguration', 'scanOnPush'] }
const KMS_KEY: Foreign = { to: ['encryptionConfiguration', 'kmsKey'], beside: { encryptionType: 'KMS' } }
const ENCRYPTION: Foreign = { to: ['encryptionConfiguration', 'encryptionType'] }

const REPOSITORIES: Foreign = { to: ['repositories'] }

const IMMUTABLE: Foreign = {
  where: 'imageTagMutability',
  instead: {
    detail: 'It would be ignored, and what it asks for would not be managed.',
    hint: 'Here the setting has a word for each value:',
    example: value => [`imageTagMutability: ${value === false ? 'MUTABLE' : 'IMMUTABLE'}`],
  },
}

const DELETION: Foreign = {
  where: 'imageTagMutability',
  instead: {
    detail: 'No setting lets a repository be deleted, or keeps it from that: only a tombstone deletes one.',
    hint: 'Remove this line. To delete a repository, remove it from repositories and write a tombstone:',
    example: ['removed:', '  - { name: team/old, maxImages: 0 }'],
  },
}

const NAME: Foreign = {
  where: 'imageTagMutability',
  isName: true,
  instead: {
    detail: 'A repository is called what stands before the colon.',
    hint: 'Remove this line, and write the name as the key:',
    example: value => ['repositories:', `  ${typeof value === 'string' ? value : 'team/api'}:`],
  },
}

const ACCOUNT: Foreign = {
  where: 'imageTagMutability',
  instead: {
    detail: 'Which account and region a repository is in, its target says.',
    hint: 'Remove this line, and say under targets where the registry is:',
    example: ['targets:', '  prod: { account: "111122223333", region: eu-west-1 }'],
  },
}

const ANSWER: Foreign = {
  where: 'imageTagMutability',
  instead: { detail: 'It is what ECR tells of a repository, and nobody sets it.', hint: 'Remove this line.' },
}

const LANGUAGE: Foreign = {
  instead: {
    detail: 'It belongs to the language of another tool: a manifest holds settings and nothing else.',
    hint: 'Remove it. A manifest begins with:',
    example: ['version: 1', 'name: my-platform', 'repositories:', '  team/api:'],
  },
}

const RESOURCES: Foreign = {
  where: 'repositories',
  instead: {
    detail: 'Other tools put their resources there. Here, repositories stand under repositories, by their names.',
    hint: 'Write for example:',
    example: ['repositories:', '  team/api:', '    imageTagMutability: IMMUTABLE'],
  },
}

/**
 * Names of Terraform, its modules, CloudFormation, CDK, the AWS CLI, Kubernetes and Docker Compose for what is called otherwise here. Those that differ in
 * spelling alone need no entry. Sources: hashicorp/aws provider; terraform-aws-modules/ecr; AWS::ECR in the CloudFormation
 * reference; aws-cdk-lib/aws-ecr; `aws ecr help`.
 */
export const FOREIGN: Readonly<Record<string, Foreign | readonly Foreign[]>> = {
  mutability: MUTABILITY,
  tagmutability: MUTABILITY,
  repositoryimagetagmutability: MUTABILITY,
  imagetagmutabilityexclusionfilter: EXCLUSION,
  repositoryimagetagmutabilityexclusionfilter: EXCLUSION,
  scanonpush: SCAN,
  imagescanonpush: SCAN,
  repositoryimagescanonpush: SCAN,
  imagescanning: { to: ['imageScanningConfiguration'] },
  encryption: { to: ['encryptionConfiguration'] },
  encryptiontype: ENCRYPTION,
  repositoryencryptiontype: ENCRYPTION,
  kmskey: KMS_KEY,
  kmskeyid: KMS_KEY,
  kmskeyarn: KMS_KEY,
  encryptionkey: KMS_KEY,
  repositorykmskey: KMS_KEY,
  policytext: POLICY,
  repositorypolicytext: POLICY,
  repositorypolicyjson: POLICY,
  policy: { ...POLICY, where: 'imageTagMutability' },
  lifecycle: LIFECYCLE,
  lifecyclepolicytext: LIFECYCLE,
  lifecyclerules: LIFECYCLE,
  repositorylifecyclepolicy: LIFECYCLE,
  tagsall: { to: ['tags'] },
  repositorytags: { to: ['tags'] },
  name: NAME,
  repositoryname: NAME,
  forcedelete: DELETION,
  repositoryforcedelete: DELETION,
  emptyondelete: DELETION,
  removalpolicy: DELETION,
  deletionpolicy: DELETION,
  preventdestroy: DELETION,
  registryid: ACCOUNT,
  accountid: [ACCOUNT, { to: ['account'] }],
  awsaccountid: { to: ['account'] },
  region: ACCOUNT,
  awsregion: { to: ['region'] },
  rolearn: { to: ['role'] },
  assumerole: { to: ['role'] },
  assumerolearn: { to: ['role'] },
  roletoassume: { to: ['role'] },
  endpointurl: { to: ['endpoint'] },
  source: { to: ['from'] },
  src: { to: ['from'] },
  image: { to: ['from'] },
  imageuri: { to: ['from'] },
  arn: ANSWER,
  repositoryarn: ANSWER,
  repositoryuri: ANSWER,
  repositoryurl: ANSWER,
  createdat: ANSWER,
  protect: DELETION,
  protected: DELETION,
  deletionprotection: DELETION,
  immutable: IMMUTABLE,
  imagetagimmutability: IMMUTABLE,
  immutabletags: IMMUTABLE,
  apiversion: LANGUAGE,
  kind: LANGUAGE,
  metadata: LANGUAGE,
  spec: LANGUAGE,
  count: LANGUAGE,
  foreach: LANGUAGE,
  dependson: LANGUAGE,
  provider: LANGUAGE,
  providers: LANGUAGE,
  terraform: LANGUAGE,
  awstemplateformatversion: LANGUAGE,
  parameters: LANGUAGE,
  outputs: LANGUAGE,
  services: RESOURCES,
  resource: RESOURCES,
  resources: RESOURCES,
  awsecrrepository: RESOURCES,
  repository: REPOSITORIES,
  repos: REPOSITORIES,
  access: {
    where: 'statements',
    instead: {
      detail: 'access has no word for which repositories a statement of the registry is about.',
      hint: 'Write statements:',
      example: [
        'statements:',
        '  - Effect: Allow',
        '    Principal: { AWS: "111122223333" }',
        '    Action: ["ecr:ReplicateImage"]',
        '    Resource: "*"',
      ],
    },
  },
}

const OF_TOOL: Readonly<Record<string, string>> = {
  apiVersion: 'Kubernetes',
  kind: 'Kubernetes',
  metadata: 'Kubernetes',
  spec: 'Kubernetes',
  services: 'Docker Compose',
}

/** Whose name it is, told by how it is spelled. */
export function toolOf(key: string): string | undefined {
  if (Object.hasOwn(OF_TOOL, key)) return OF_TOOL[key]
  if (key.includes('_')) return 'Terraform'
  if (/^[A-Z]/.test(key)) return 'CloudFormation'
  return key.includes('-') ? 'the AWS CLI' : undefined
}
