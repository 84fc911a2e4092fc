import { filledIn } from '../foreign-resource/properties.ts'
import type { ForeignResource } from '../kind.ts'

/** Source: hashicorp/aws, aws_ecr_account_setting. CloudFormation has none. */
const ofTerraform: ForeignResource = properties => {
  const name = filledIn(properties, 'name')
  const value = filledIn(properties, 'value')
  return { states: { accountSettings: name === undefined || value === undefined ? undefined : { [name]: value } } }
}

export const foreignAccountSetting = { terraform: { aws_ecr_account_setting: ofTerraform } }
