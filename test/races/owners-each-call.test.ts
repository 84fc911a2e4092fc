import type { ECR } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { arnOf } from '../world.ts'
import { NAME, race } from './race.ts'
import type { RacedCall } from './second-client.ts'

const OWNER = 'ecrsync:manifest'
const resourceArn = arnOf(NAME)

const owned = (Value?: string) => async (ecr: ECR) =>
  void (await ecr.createRepository({ repositoryName: NAME, ...(Value && { tags: [{ Key: OWNER, Value }] }) }))
const take = (ecr: ECR) => ecr.tagResource({ resourceArn, tags: [{ Key: OWNER, Value: 'billing' }] })
const ownerIn = async (ecr: ECR) =>
  (await ecr.listTagsForResource({ resourceArn })).tags?.find(({ Key }) => Key === OWNER)?.Value

/** Of a change of owner, with a setting that must not be written to what is another's. */
const CASES = {
  adoption: {
    given: owned(),
    text: `adopt: ["**"]\nrepositories: { ${NAME}: { repositoryPolicy: { access: { pull: ["444455556666"] } } } }\n`,
    write: 'TagResource',
    ours: 'acme',
  },
  'adoption from another manifest': {
    given: owned('old'),
    text: `adopt: [{ match: "**", from: old }]\nrepositories: { ${NAME}: { repositoryPolicy: { access: { pull: ["444455556666"] } } } }\n`,
    write: 'TagResource',
    ours: 'acme',
  },
  release: {
    given: owned('acme'),
    text: `released: [{ name: ${NAME}, reason: moved }]\n`,
    write: 'UntagResource',
    ours: undefined,
  },
}

/** The calls of an apply with one taking by somebody else in between, before each of them in turn. */
const CALLS = 16

/** ECR has no condition on a tag: what comes between the last look and its write is lost. */
function isInWindow(calls: readonly RacedCall[], write: string): boolean {
  const taken = calls.findIndex(({ by }) => by === 'second client')
  const written = calls.findIndex(({ by, operation }) => by === 'ecrsync' && operation === write)
  return written > taken && !calls.slice(taken, written).some(({ operation }) => operation === 'ListTagsForResource')
}

describe.each(Object.entries(CASES))('%s', (_, { given, text, write, ours }) => {
  test('of what another manifest takes before any call of the apply is not made, but between the look and its write', async () => {
    const seen: string[] = []
    for (let nth = 1; nth <= CALLS; nth += 1) {
      const { apply, ecr } = await race({ given, manifest: () => `version: 1\nname: acme\n${text}` })
      const { calls } = await apply({ before: '*', nth, act: take })
      const owner = await ownerIn(ecr)
      if (!calls.some(({ by }) => by === 'second client')) {
        expect(owner).toBe(ours)
        break
      }
      const writes = calls.filter(({ by, operation }) => by === 'ecrsync' && operation === write).length
      const isLost = owner !== 'billing'
      if (isLost) expect([nth, isInWindow(calls, write)]).toEqual([nth, true])
      seen.push(`${isLost ? 'lost' : 'kept'} ${writes}`)
      const at = calls.findIndex(({ by }) => by === 'second client')
      const lookedSince = calls.slice(at).findIndex(({ operation }) => operation === 'ListTagsForResource')
      const policy = calls.slice(at).findIndex(({ operation }) => operation === 'SetRepositoryPolicy')
      if (!isLost && lookedSince !== -1 && policy !== -1) expect([nth, policy < lookedSince]).toEqual([nth, true])
    }
    expect(seen.filter(one => one.startsWith('lost')).length).toBeLessThanOrEqual(1)
    expect(seen.length).toBeGreaterThan(3)
  })
})
