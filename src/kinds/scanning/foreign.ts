import type { Fields } from '../../model.ts'
import { filtersOf, OF_CLOUD_FORMATION, OF_TERRAFORM } from '../foreign-resource/filters.ts'
import { mapsIn, textIn } from '../foreign-resource/properties.ts'
import type { ForeignResource } from '../kind.ts'
import { DEFAULT } from './spec.ts'

/** Source: hashicorp/aws, aws_ecr_registry_scanning_configuration. */
const ofTerraform: ForeignResource = properties =>
  configured(
    textIn(properties, 'scan_type', DEFAULT.scanType),
    mapsIn(properties, 'rule')?.map(rule => ({
      scanFrequency: textIn(rule, 'scan_frequency'),
      ...filtersOf(mapsIn(rule, 'repository_filter'), OF_TERRAFORM),
    })),
  )

/** Source: AWS CloudFormation template reference, AWS::ECR::RegistryScanningConfiguration. */
const ofCloudFormation: ForeignResource = properties =>
  configured(
    textIn(properties, 'ScanType', DEFAULT.scanType),
    mapsIn(properties, 'Rules')?.map(rule => ({
      scanFrequency: textIn(rule, 'ScanFrequency'),
      ...filtersOf(mapsIn(rule, 'RepositoryFilters'), OF_CLOUD_FORMATION),
    })),
  )

/** A list of rules is exact: where one is not known, none is said. */
const configured = (scanType: string | undefined, rules: readonly Fields[] | undefined) => ({
  states: { scanningConfiguration: scanType === undefined || rules === undefined ? undefined : { scanType, rules } },
})

export const foreignScanning = {
  terraform: { aws_ecr_registry_scanning_configuration: ofTerraform },
  cloudFormation: { 'AWS::ECR::RegistryScanningConfiguration': ofCloudFormation },
}
