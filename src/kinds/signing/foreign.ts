import { filtersOf, OF_CLOUD_FORMATION } from '../foreign-resource/filters.ts'
import { mapsIn, textIn } from '../foreign-resource/properties.ts'
import type { ForeignResource } from '../kind.ts'

/** Source: AWS CloudFormation template reference, AWS::ECR::SigningConfiguration. */
const ofCloudFormation: ForeignResource = properties => {
  const rules = mapsIn(properties, 'Rules')?.map(rule => ({
    signingProfileArn: textIn(rule, 'SigningProfileArn'),
    ...filtersOf(mapsIn(rule, 'RepositoryFilters'), OF_CLOUD_FORMATION),
  }))
  return { states: { signingConfiguration: rules && { rules } } }
}

export const foreignSigning = { cloudFormation: { 'AWS::ECR::SigningConfiguration': ofCloudFormation } }
