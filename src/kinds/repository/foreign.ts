import type { Fields } from '../../model.ts'
import { OWNER_TAG, PROTECT_TAG } from '../../names.ts'
import { isFields, present } from '../canonical.ts'
import {
  blockIn,
  booleanIn,
  filledIn,
  isKnown,
  isUnknown,
  mapsIn,
  saidIn,
  textIn,
} from '../foreign-resource/properties.ts'
import type { ForeignResource } from '../kind.ts'
import { DEFAULTS } from './spec.ts'

/** Source: hashicorp/aws, aws_ecr_repository. What its provider adds to the tags of all resources stands in `tags_all` alone. */
const ofTerraform: ForeignResource = properties => ({
  ...present({ repository: filledIn(properties, 'name') }),
  states: {
    ...tagged(saidIn(properties, 'tags_all', saidIn(properties, 'tags', {}))),
    ...mutabilityOf(properties, TERRAFORM),
    ...scanningOf(properties, ['image_scanning_configuration', 'scan_on_push']),
    ...encryptionOf(properties, ['encryption_configuration', 'encryption_type', 'kms_key']),
  },
})

/** Source: AWS CloudFormation template reference, AWS::ECR::Repository. */
const ofCloudFormation: ForeignResource = properties => ({
  ...present({ repository: filledIn(properties, 'RepositoryName') }),
  states: {
    ...tagged(tagsFrom(properties.Tags)),
    ...unknownTags(properties.Tags),
    ...mutabilityOf(properties, CLOUD_FORMATION),
    ...scanningOf(properties, ['ImageScanningConfiguration', 'ScanOnPush']),
    ...encryptionOf(properties, ['EncryptionConfiguration', 'EncryptionType', 'KmsKey']),
  },
})

export const foreignRepository = {
  terraform: { aws_ecr_repository: ofTerraform },
  cloudFormation: { 'AWS::ECR::Repository': ofCloudFormation },
}

/** What only ecrsync and AWS itself set is no tag of the user's. */
export function tagged(tags: unknown): Fields {
  const said = Object.entries(isFields(tags) ? tags : {}).filter(([key]) => key !== OWNER_TAG && !/^aws:/i.test(key))
  const plain = said.filter(([key]) => key !== PROTECT_TAG)
  return {
    ...(plain.length > 0 && { tags: Object.fromEntries(plain) }),
    ...(plain.length < said.length && { protect: true }),
  }
}

/** Of CloudFormation's list: of a tag that is not known nothing is said, and the others are no less known for it. */
export const tagsFrom = (list: unknown): Fields =>
  Object.fromEntries(
    (Array.isArray(list) ? list : [])
      .filter((tag): tag is Fields => isFields(tag) && isKnown(tag))
      .map(tag => [textIn(tag, 'Key') ?? '', textIn(tag, 'Value', '')]),
  )

/** Those of which the key is known, and the value is not. */
const unknownTags = (list: unknown): Fields =>
  Object.fromEntries(
    (Array.isArray(list) ? list : [])
      .filter((tag): tag is Fields => isFields(tag) && typeof tag.Key === 'string' && !isKnown(tag))
      .map(({ Key }) => [`tags.${Key}`, undefined]),
  )

interface Spelling {
  readonly mutability: string
  readonly filters: string
  readonly filter: string
}

export const TERRAFORM: Spelling = {
  mutability: 'image_tag_mutability',
  filters: 'image_tag_mutability_exclusion_filter',
  filter: 'filter',
}

export const CLOUD_FORMATION: Spelling = {
  mutability: 'ImageTagMutability',
  filters: 'ImageTagMutabilityExclusionFilters',
  filter: 'ImageTagMutabilityExclusionFilterValue',
}

/** With its filters it is one setting; like the others, undefined where it is not known. */
export function mutabilityOf(properties: Fields, { mutability, filters, filter }: Spelling): Fields {
  const value = textIn(properties, mutability, DEFAULTS.imageTagMutability)
  const list = mapsIn(properties, filters)
  if (value === undefined || list === undefined) return { imageTagMutability: undefined }
  return {
    imageTagMutability: value,
    ...(list.length > 0 && { imageTagMutabilityExclusionFilters: list.map(one => textIn(one, filter)) }),
  }
}

function scanningOf(properties: Fields, [name, field]: readonly [string, string]): Fields {
  const block = blockIn(properties, name)
  if (block === undefined) return { imageScanningConfiguration: undefined }
  return {
    imageScanningConfiguration: { scanOnPush: booleanIn(block, field, DEFAULTS.imageScanningConfiguration.scanOnPush) },
  }
}

export function encryptionOf(
  properties: Fields,
  [name, type, key]: readonly [name: string, type: string, key: string],
): Fields {
  if (isUnknown(properties, name)) return { encryptionConfiguration: undefined }
  const block = blockIn(properties, name) ?? {}
  const encryptionType = textIn(block, type, DEFAULTS.encryptionConfiguration.encryptionType)
  return { encryptionConfiguration: present({ encryptionType, kmsKey: filledIn(block, key) }) }
}
