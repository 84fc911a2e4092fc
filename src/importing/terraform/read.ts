import { isFields } from '../../kinds/canonical.ts'
import type { Fields } from '../../model.ts'
import { unsoundness } from '../../unsound.ts'
import { invalidImport } from '../foreign/invalid.ts'
import { notWritten, type TerraformResource } from './resource.ts'
import { inShown } from './shown.ts'
import { inState } from './state.ts'

/**
 * The resources of ECR of a state, or of what `terraform show -json` prints.
 *
 * @throws EcrsyncError INVALID_IMPORT
 */
export function terraformResources(text: string): readonly TerraformResource[] {
  const document = parsed(text)
  if (document.format_version !== undefined) return inShown(document)
  if (document.version === 4) return inState(document)
  throw otherForm(document)
}

function parsed(text: string): Fields {
  try {
    const document: unknown = JSON.parse(text)
    const fault = unsoundness(document)
    if (fault !== undefined) throw notWritten(`As a state of Terraform, ${fault}.`)
    if (isFields(document)) return document
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw notWritten('It is no JSON: a state of Terraform, or what terraform show -json prints, is.')
}

function otherForm(document: Fields) {
  if (document.encrypted_data !== undefined)
    return invalidImport('It is encrypted: it says nothing of its resources.', 'Let OpenTofu show it:', [
      'tofu show -json > state.json',
    ])
  if (document.backend !== undefined)
    return invalidImport('It only says where the state is kept, and not what is in it.', 'Fetch the state itself:', [
      'terraform state pull > state.json',
    ])
  return document.version === undefined
    ? notWritten('It is neither a state of Terraform nor what terraform show -json prints.')
    : notWritten(`It is a state of version ${JSON.stringify(document.version)}, and version 4 is read.`)
}
