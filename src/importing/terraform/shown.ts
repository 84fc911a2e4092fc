import type { Fields } from '../../model.ts'
import { fieldsIn, isOfEcr, itemsIn, type TerraformResource, terraformResource } from './resource.ts'

/**
 * The resources of ECR as `terraform show -json` prints a state, or the state that a plan was made of. Source: Terraform, "JSON
 * Output Format".
 *
 * @throws EcrsyncError INVALID_IMPORT
 */
export const inShown = (shown: Fields): readonly TerraformResource[] => {
  const values = shown.values ?? fieldsIn(shown.prior_state).values
  return inModule(fieldsIn(fieldsIn(values).root_module))
}

const inModule = (module: Fields): readonly TerraformResource[] => [
  ...itemsIn(module.resources)
    .filter(({ mode, type, deposed_key }) => mode === 'managed' && isOfEcr(type) && deposed_key === undefined)
    .map(({ type, name, index: key, values: properties, depends_on: dependencies }) =>
      terraformResource({ module: module.address, type, name, key, dependencies, properties }),
    ),
  ...itemsIn(module.child_modules).flatMap(inModule),
]
