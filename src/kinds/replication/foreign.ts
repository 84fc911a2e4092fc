import type { Fields } from '../../model.ts'
import { filtersOf, OF_CLOUD_FORMATION, OF_TERRAFORM } from '../foreign-resource/filters.ts'
import { blockIn, mapsIn, textIn } from '../foreign-resource/properties.ts'
import type { ForeignResource } from '../kind.ts'

/** Source: hashicorp/aws, aws_ecr_replication_configuration. */
const ofTerraform: ForeignResource = properties => {
  const configuration = blockIn(properties, 'replication_configuration')
  const rules = configuration && mapsIn(configuration, 'rule')
  return configured(
    rules?.map(rule => ({
      destinations: mapsIn(rule, 'destination')?.map(one => ({
        region: textIn(one, 'region'),
        registryId: textIn(one, 'registry_id'),
      })),
      ...filtersOf(mapsIn(rule, 'repository_filter'), OF_TERRAFORM),
    })),
  )
}

/** Source: AWS CloudFormation template reference, AWS::ECR::ReplicationConfiguration. */
const ofCloudFormation: ForeignResource = properties => {
  const configuration = blockIn(properties, 'ReplicationConfiguration')
  const rules = configuration && mapsIn(configuration, 'Rules')
  return configured(
    rules?.map(rule => ({
      destinations: mapsIn(rule, 'Destinations')?.map(one => ({
        region: textIn(one, 'Region'),
        registryId: textIn(one, 'RegistryId'),
      })),
      ...filtersOf(mapsIn(rule, 'RepositoryFilters'), OF_CLOUD_FORMATION),
    })),
  )
}

/** A list of rules is exact: where one is not known, none is said. */
const configured = (rules: readonly Fields[] | undefined) => ({
  states: { replicationConfiguration: rules && { rules } },
})

export const foreignReplication = {
  terraform: { aws_ecr_replication_configuration: ofTerraform },
  cloudFormation: { 'AWS::ECR::ReplicationConfiguration': ofCloudFormation },
}
