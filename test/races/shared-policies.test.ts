import type { ECR } from '@aws-sdk/client-ecr'
import { describe } from 'vitest'
import { losesNothing, type Owner, type Shared } from './at-once.ts'
import { NAME } from './race.ts'

const HEAD = { version: 1, name: 'acme', ownership: 'none' } as const
const sidOf = (owner: Owner, round: number) => `${owner}-${round}`

/** Its statement of this round; that of the round before goes, so that no limit of ECR is reached. */
function listOf(owner: Owner, round: number, more: object = {}) {
  const statement = {
    Sid: sidOf(owner, round),
    Effect: 'Allow',
    Principal: { AWS: '444455556666' },
    Action: 'ecr:BatchGetImage',
    ...more,
  }
  const gone = round === 0 ? [] : [{ absent: [sidOf(owner, round - 1)] }]
  return ['live', { statements: [statement] }, ...gone]
}

const SHARED: readonly Shared[] = [
  {
    name: 'the policy of one registry',
    look: 'GetRegistryPolicy',
    put: 'PutRegistryPolicy',
    manifest: (owner, round) => ({ ...HEAD, registry: { policy: listOf(owner, round, { Resource: '*' }) } }),
    holds: async (ecr, owner, round) => isNamedIn((await ecr.getRegistryPolicy({})).policyText, sidOf(owner, round)),
  },
  {
    name: 'the policy of one repository',
    look: 'GetRepositoryPolicy',
    put: 'SetRepositoryPolicy',
    given: ecr => ecr.createRepository({ repositoryName: NAME }),
    manifest: (owner, round) => ({ ...HEAD, repositories: { [NAME]: { repositoryPolicy: listOf(owner, round) } } }),
    holds: async (ecr, owner, round) => isNamedIn(await policyOf(ecr), sidOf(owner, round)),
  },
]

const policyOf = async (ecr: ECR) => (await ecr.getRepositoryPolicy({ repositoryName: NAME })).policyText

const isNamedIn = (text = '', sid: string): boolean => text.includes(`"${sid}"`)

describe.each(SHARED)('two manifests with live in $name', losesNothing)
