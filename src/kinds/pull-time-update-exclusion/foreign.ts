import { filledIn } from '../foreign-resource/properties.ts'
import type { ForeignResource } from '../kind.ts'

const excludedBy =
  (name: string): ForeignResource =>
  properties => {
    const arn = filledIn(properties, name)
    return { states: { pullTimeUpdateExclusions: arn === undefined ? undefined : { [arn]: {} } } }
  }

/** Source: hashicorp/aws, aws_ecr_pull_time_update_exclusion; AWS CloudFormation template reference, AWS::ECR::PullTimeUpdateExclusion. */
export const foreignExclusion = {
  terraform: { aws_ecr_pull_time_update_exclusion: excludedBy('principal_arn') },
  cloudFormation: { 'AWS::ECR::PullTimeUpdateExclusion': excludedBy('PrincipalArn') },
}
