import { describe, expect, test } from 'vitest'
import { explainedRegistry, explainedRepository } from '../../../../src/manifest/meaning/explain/explained.ts'
import type { ExplainedField } from '../../../../src/model.ts'
import { HEAD, resolvedFrom } from '../../world.ts'

const TEXT = `accounts: { ci: "444455556666" }
lifecyclePolicies:
  few: [{ any: true, keepNewest: 3 }]
repositoryPolicies:
  org: { access: { pull: [ci] } }
defaults:
  - match: "**"
    vars: { team: none }
    tags: { team: "\${{ vars.team }}" }
    lifecyclePolicy: few
    repositoryPolicy: org
  - match: ["app", "web"]
    imageTagMutability: IMMUTABLE
    unmanaged: [lifecyclePolicy]
repositories:
  app:
    vars: { team: shop }
    repositoryPolicy: [inherited, { access: { push: [ci] } }]
    images: { base: { from: "oci:base:1" } }
  web: { lifecyclePolicy: null, waive: [{ check: ECR103, reason: tried, until: "2999-01-01" }] }
  db: { lifecyclePolicy: { file: policies/db.json } }
removed:
  - { name: old, reason: gone, maxImages: 2 }
released:
  - { name: let-go, reason: moved }
  - { name: db, reason: moved }
discovered:
  - { match: "cache/**", tags: { team: none } }
registry:
  - { accountSettings: { BLOB_MOUNTING: ENABLED }, repositoryCreationTemplates: { new: { appliedFor: [REPLICATION], lifecyclePolicy: few } } }
  - { accountSettings: { BLOB_MOUNTING: DISABLED } }
`
const DB =
  '{"rules":[{"rulePriority":1,"selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":3},"action":{"type":"expire"}}]}'

const resolved = await resolvedFrom({ 'ecrsync.yaml': `${HEAD}${TEXT}`, 'policies/db.json': DB })

const chainOf = ({ chain }: ExplainedField) =>
  chain.map(({ source: { line }, section, value: _, ...more }) => [line, section, more] as const)
const fieldOf = (repository: string, field: string): ExplainedField | undefined =>
  explainedRepository(resolved, repository).fields.find(one => one.field === field)

describe('a value comes through', () => {
  const cases: readonly (readonly [string, string, string, unknown, readonly unknown[]])[] = [
    ['a layer', 'app', 'imageTagMutability', 'IMMUTABLE', [[15, 'defaults', { match: ['app', 'web'] }]]],
    [
      'a layer, and the variable that it asks for',
      'app',
      'tags.team',
      'shop',
      [
        [11, 'defaults', { match: ['**'] }],
        [10, 'defaults', { match: ['**'], variable: 'team' }],
        [19, 'repositories', { variable: 'team' }],
      ],
    ],
    [
      'layers, and the document that one of them names',
      'app',
      'repositoryPolicy',
      [{ access: { pull: ['ci'] } }, { access: { push: ['ci'] } }],
      [
        [13, 'defaults', { match: ['**'] }],
        [20, 'repositories', {}],
        [7, 'repositoryPolicies', { named: 'org' }],
      ],
    ],
    [
      'the repository alone, where a layer has left it to others',
      'web',
      'lifecyclePolicy',
      null,
      [[22, 'repositories', {}]],
    ],
    [
      'what leaves it to others',
      'app',
      'unmanaged',
      ['lifecyclePolicy'],
      [[16, 'defaults', { match: ['app', 'web'] }]],
    ],
    ['an image', 'app', 'images.base', { from: 'oci:base:1' }, [[21, 'repositories', {}]]],
    [
      'a waiver',
      'web',
      'waive.ECR103',
      { check: 'ECR103', reason: 'tried', until: '2999-01-01' },
      [[22, 'repositories', {}]],
    ],
  ]
  test.each(cases)('%s', (_, repository, field, value, chain) => {
    const found = fieldOf(repository, field)
    expect(found?.value).toEqual(value)
    expect(found && chainOf(found)).toEqual(chain)
  })

  test('a file, which the line names', () =>
    expect(fieldOf('db', 'lifecyclePolicy')?.chain.at(-1)).toMatchObject({
      readsFile: 'policies/db.json',
      section: 'repositories',
    }))

  test('a place that says what is written there', () =>
    expect(fieldOf('app', 'tags.team')?.chain.map(({ value }) => value)).toEqual(['${{ vars.team }}', 'none', 'shop']))
})

describe('what a manifest makes of a repository', () => {
  test.each([
    ['app', 'declared', 18],
    ['old', 'removed', 25],
    ['let-go', 'released', 27],
    ['cache/x', 'discovered', 30],
    ['nobody', 'silent', undefined],
  ])('%s is %s', (name, standing, line) => {
    const explained = explainedRepository(resolved, name)
    expect([explained.standing, explained.source?.line]).toEqual([standing, line])
  })

  test('a tombstone says why, and one that is declared and let go says both', () => {
    expect(fieldOf('old', 'removed')?.value).toMatchObject({ reason: 'gone', maxImages: 2 })
    expect(explainedRepository(resolved, 'db').fields.map(({ field }) => field)).toEqual([
      'vars.team',
      'tags.team',
      'repositoryPolicy',
      'lifecyclePolicy',
      'released',
    ])
  })
})

test('layers of the registry are a chain, and documents in its things come by name', () => {
  const { standing, fields } = explainedRegistry(resolved)
  expect(standing).toBe('registry')
  expect(fields.map(one => [one.field, chainOf(one).map(([line]) => line)])).toEqual([
    ['accountSettings.BLOB_MOUNTING', [32, 33]],
    ['repositoryCreationTemplates.new', [32, 5]],
  ])
  expect(fields[1]?.value).toEqual({ appliedFor: ['REPLICATION'], lifecyclePolicy: [{ any: true, keepNewest: 3 }] })
})
