import { parse, stringify } from 'yaml'
import type { Block } from './pages.ts'

/** What an example leaves out because it is about something else. */
const AROUND = {
  version: 1,
  name: 'acme',
  accounts: { ci: '444455556666', dr: '222233334444' },
  repositoryPolicies: { 'org-pull': { access: { pull: ['o-abc1234567'] } } },
  lifecyclePolicies: { standard: [{ untagged: true, expireAfter: '7 days' }] },
  repositories: { 'payments/api': {}, 'sandbox/app': {} },
}

const POLICY = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 7 },
      action: { type: 'expire' },
    },
  ],
})
/** What somebody has made with Terraform, and with CloudFormation. */
const STATE = JSON.stringify({
  version: 4,
  resources: [
    {
      mode: 'managed',
      type: 'aws_ecr_repository',
      name: 'api',
      instances: [
        {
          attributes: {
            name: 'team/api',
            arn: 'arn:aws:ecr:us-east-1:111122223333:repository/team/api',
            registry_id: '111122223333',
          },
        },
      ],
    },
  ],
})
const TEMPLATE = `Parameters:
  Environment: { Type: String, Default: staging }
Resources:
  Api:
    Type: AWS::ECR::Repository
    Properties:
      RepositoryName: !Sub "\${Environment}/api"
`

/** What examples read beside themselves. */
export const FILES = {
  'teams/a.yaml': 'repositories:\n  vendor/app: {}\n',
  'policies/api.json': POLICY,
  'terraform.tfstate': STATE,
  'images.yaml': TEMPLATE,
}

/** A workflow is no manifest; it has tests of its own. */
const isWorkflow = (text: string): boolean => /^# \.git/.test(text)

export const isManifest = ({ language, text }: Block): boolean => language === 'yaml' && !isWorkflow(text)

/** An example as a manifest that stands alone. */
export function wholeManifest(text: string): string {
  const example: Readonly<Record<string, unknown>> = parse(text)
  if ('version' in example) return text
  const around = Object.entries(AROUND).filter(([key]) => !(key in example))
  return `${stringify(Object.fromEntries(around))}${text}`
}

/** What a page's commands are about where it shows no manifest. */
export const PLAIN = `version: 1
name: acme
ownership: none
lifecyclePolicies: { standard: [{ tagPattern: "v*", keepNewest: 30 }] }
repositories:
  legacy/app:
  legacy/app-kms:
  team/app:
  payments/api: { lifecyclePolicy: standard }
  payments/worker: { lifecyclePolicy: standard }
`

/** The same, where they name targets. */
export const OF_TARGETS = `${PLAIN}targets:
  prod-eu: { account: "111122223333", region: eu-west-1, labels: { env: prod } }
  prod-us: { account: "111122223333", region: us-west-2, labels: { env: prod } }
  staging:
    account: "222233335555"
    region: eu-west-1
    role: "arn:aws:iam::222233335555:role/ecrsync"
    labels: { env: dev }
`
