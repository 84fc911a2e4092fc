import type { Fields } from '../../model.ts'
import { fieldsIn, isOfEcr, itemsIn, notWritten, type TerraformResource, terraformResource } from './resource.ts'

/** Those that are still there and are to go: what took their place is the resource. */
const isCurrent = ({ deposed }: Fields): boolean => deposed === undefined

/**
 * The resources of ECR in a state as Terraform keeps it. Source: Terraform, internal/states/statefile/version4.go.
 *
 * @throws EcrsyncError INVALID_IMPORT
 */
export const inState = (state: Fields): readonly TerraformResource[] =>
  itemsIn(state.resources)
    .filter(({ mode, type }) => mode === 'managed' && isOfEcr(type))
    .flatMap(({ instances, ...resource }) =>
      itemsIn(instances)
        .filter(isCurrent)
        .map(instance => ofInstance(resource, instance)),
    )

function ofInstance({ module, type, name, provider }: Fields, instance: Fields): TerraformResource {
  const { index_key: key, attributes: properties, dependencies } = instance
  if (Object.keys(fieldsIn(instance.attributes_flat)).length > 0)
    throw notWritten('It was written by Terraform 0.11, and has not been refreshed since.')
  return terraformResource({ module, type, name, key, provider, dependencies, properties })
}
