import { describe, expect, test } from 'vitest'
import { charactersOf, fitted, MOST_CHARACTERS } from '../../src/iam/fitted.ts'
import type { Permission, PolicyDocument } from '../../src/iam/permission.ts'

const REGISTRY = 'arn:aws:ecr:eu-west-1:111122223333:repository/'
const on = (name: string, action = 'ecr:DescribeImages'): Permission => ({
  part: 'Plan',
  action,
  resource: `${REGISTRY}${name}`,
})
const many = (count: number, nameOf: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => on(nameOf(index)))

const resourcesIn = (documents: readonly PolicyDocument[]) =>
  documents.flatMap(({ Statement }) => Statement.flatMap(({ Resource }) => [Resource].flat()))
const namesIn = (documents: readonly PolicyDocument[]) =>
  resourcesIn(documents).map(resource => resource.slice(REGISTRY.length))

/** What is allowed by name. */
const allowedIn = (documents: readonly PolicyDocument[]): ReadonlySet<string> =>
  new Set(
    documents.flatMap(({ Statement }) =>
      Statement.flatMap(({ Action, Resource }) =>
        Action.flatMap(action => [Resource].flat().map(resource => `${action} ${resource}`)),
      ),
    ),
  )

describe('a policy', () => {
  test('that is short names everything, and says for what', () => {
    const { documents, wildcards } = fitted([
      on('team/web'),
      on('team/api'),
      { ...on('team/api', 'ecr:PutLifecyclePolicy'), part: 'Apply' },
    ])
    expect(documents).toEqual([
      {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'Plan',
            Effect: 'Allow',
            Action: ['ecr:DescribeImages'],
            Resource: [`${REGISTRY}team/api`, `${REGISTRY}team/web`],
          },
          { Sid: 'Apply', Effect: 'Allow', Action: ['ecr:PutLifecyclePolicy'], Resource: `${REGISTRY}team/api` },
        ],
      },
    ])
    expect(wildcards.size).toBe(0)
  })

  test('is the same whatever order the manifest has', () => {
    const permissions = [on('b'), on('a'), on('b', 'ecr:ListImages'), on('c', 'ecr:ListImages')]
    expect(fitted(permissions.toReversed())).toEqual(fitted(permissions))
  })

  test('names twice what is allowed under other conditions', () => {
    const condition = { StringEquals: { 'iam:PassedToService': ['ecr.amazonaws.com'] } }
    const { documents } = fitted([on('a'), { ...on('a'), condition }])
    expect(documents[0]?.Statement.map(({ Sid, Condition }) => [Sid, Condition])).toEqual([
      ['Plan', undefined],
      ['Plan2', condition],
    ])
  })

  test('does not name what a wildcard of the same statement allows', () =>
    expect(namesIn(fitted([on('team/api'), on('team/*'), on('teams')]).documents)).toEqual(['team/*', 'teams']))

  test('that would be too long says the same in fewer statements first', () => {
    const plans = many(65, index => `team/service-${index}`)
    const { documents, wildcards } = fitted([...plans, ...plans.map(one => ({ ...one, part: 'Apply' as const }))])
    expect(documents[0]?.Statement.map(({ Sid }) => Sid)).toEqual(['PlanApply'])
    expect([documents.length, wildcards.size, namesIn(documents).length]).toEqual([1, 0, 65])
  })

  test('then takes the longest beginnings that are shared, and keeps what is alone', () => {
    const { documents, wildcards } = fitted([
      ...many(100, index => `search/models/ranking-${index}`),
      on('payments/api'),
      on('search/alone/api'),
    ])
    expect(namesIn(documents)).toEqual(['payments/api', 'search/alone/api', 'search/models/*'])
    expect([...wildcards]).toEqual([[`${REGISTRY}search/models/*`, 100]])
  })

  test('takes the first segment where that is not enough, and at last a word', () => {
    const deep = fitted(many(400, index => `team/area-${index >> 1}/app-${index}`))
    expect(namesIn(deep.documents)).toEqual(['team/*'])
    const flat = fitted([...many(400, index => `svc-${index}`), on('alone')])
    expect(namesIn(flat.documents)).toEqual(['alone', 'svc-*'])
  })

  test('knows no wildcard that goes beyond a registry', () => {
    const elsewhere = many(60, index => `team/app-${index}`).map(one => ({
      ...one,
      resource: one.resource.replace('eu-west-1', 'us-east-1'),
    }))
    const { documents } = fitted([...many(60, index => `team/app-${index}`), ...elsewhere])
    expect(resourcesIn(documents)).toEqual([
      'arn:aws:ecr:eu-west-1:111122223333:repository/team/*',
      'arn:aws:ecr:us-east-1:111122223333:repository/team/*',
    ])
  })

  test('that is too long in any way is several, in which nothing is missing', () => {
    const permissions = [
      ...many(900, index => `service${index}`),
      ...many(900, index => `service${index}`).map(one => ({ ...one, part: 'Apply' as const, action: 'ecr:PutImage' })),
      { part: 'Tags' as const, action: 'tag:GetResources', resource: '*' },
    ]
    const { documents } = fitted(permissions)
    expect(documents.length).toBeGreaterThan(5)
    expect(documents.map(charactersOf).filter(characters => characters > MOST_CHARACTERS)).toEqual([])
    const allowed = allowedIn(documents)
    expect(permissions.filter(({ action, resource }) => !allowed.has(`${action} ${resource}`))).toEqual([])
    for (const { Statement } of documents) {
      const sids = Statement.map(({ Sid }) => Sid)
      expect(new Set(sids).size).toBe(sids.length)
    }
  })

  test('is as long as IAM takes at most, with one character more of two', () => {
    const long = (length: number) => [on('x'.repeat(length)), on('y'), { ...on('z', 'ecr:ListImages') }]
    const rest = charactersOf(fitted(long(1)).documents[0] as PolicyDocument) - 1
    expect(fitted(long(MOST_CHARACTERS - rest)).documents.map(charactersOf)).toEqual([MOST_CHARACTERS])
    expect(fitted(long(MOST_CHARACTERS - rest + 1)).documents).toHaveLength(2)
  })
})
