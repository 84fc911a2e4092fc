import { describe, expect, test } from 'vitest'
import { selectorFaults, selects } from '../../../src/manifest/meaning/selectors.ts'
import { HEAD, resolvedFrom, settingsOf } from '../world.ts'

const PROD = { name: 'fleet/prod/eu-west-1', labels: { env: 'prod', team: 'a=b' } }

describe('a list of selectors', () => {
  test.each<[readonly string[] | undefined, boolean]>([
    [undefined, true],
    [['fleet/prod/eu-west-1'], true],
    [['fleet/*/eu-west-1'], true],
    [['fleet/**'], true],
    [['fleet/*'], false],
    [['env=prod'], true],
    [['env=dev'], false],
    [['env=dev', 'fleet/**'], true],
    [['team=a=b'], true],
    [['toString=x'], false],
    [['fleet/*a*b*c*d'], false],
    [[''], false],
    [['!env=dev'], true],
    [['!env=prod'], false],
    [['!fleet/**', 'env=prod'], false],
    [['env=prod', '!*/*/us-east-1'], true],
  ])('%j: %s', (selectors, isSelected) => {
    expect(selects(selectors, PROD)).toBe(isSelected)
  })

  test('is told at the selector that chooses none, and as a whole where each chooses some', () => {
    const codes = (...selectors: readonly string[]) =>
      selectorFaults(selectors, [PROD]).map(({ index, finding }) => [index, finding.code])
    expect(codes('env=prod', 'fleet', 'constructor=x')).toEqual([
      [1, 'UNKNOWN_TARGET'],
      [2, 'UNKNOWN_LABEL'],
    ])
    expect(codes('env=prod', '!fleet/**')).toEqual([[undefined, 'UNKNOWN_TARGET']])
    expect(codes()).toEqual([[undefined, 'UNKNOWN_TARGET']])
    expect(codes('env=prod')).toEqual([])
  })
})

const FILES = {
  'ecrsync.yaml': `${HEAD}include: ["teams/*.yaml"]
targets:
  prod: { region: eu-west-1, labels: { env: prod } }
  dev: { region: us-east-1, labels: { env: dev } }
defaults:
  - { match: "**", targets: ["env=dev"], tags: { first: dev } }
  - { match: "**", tags: { second: all } }
repositories:
  both: {}
  only/prod: { targets: [prod] }
removed:
  - { name: old/dev, targets: [dev], maxImages: 3 }
  - { name: old/both }
`,
  'teams/a.yaml': 'repositories:\n  app: { targets: [prod], tags: { from: a } }\n',
  'teams/b.yaml':
    'defaults:\n  - { match: "**", targets: [prod], tags: { no: body } }\nrepositories:\n  app: { targets: ["!prod"], tags: { from: b } }\n',
}

describe('what is not for a target is not there in it', () => {
  const inTarget = (name: string) => resolvedFrom(FILES, { target: { name } })

  test('repositories, which may be declared again for others', async () => {
    const [prod, dev] = [await inTarget('prod'), await inTarget('dev')]
    expect(prod.repositories.map(({ name }) => name)).toEqual(['both', 'only/prod', 'app'])
    expect(dev.repositories.map(({ name }) => name)).toEqual(['both', 'app'])
    expect(settingsOf(prod, 'app')).toEqual({ tags: { second: 'all', from: 'a' } })
    expect(settingsOf(dev, 'app')).toEqual({ tags: { first: 'dev', second: 'all', from: 'b' } })
  })

  test('layers, and what stays has the place at which it is written', async () => {
    const { repositories } = await inTarget('prod')
    expect(repositories[0]?.settings.get('tags.second')?.places[0]?.path).toEqual(['defaults', 1, 'tags', 'second'])
  })

  test('tombstones, without what they are for', async () => {
    const removed = async (name: string) =>
      (await inTarget(name)).removed.map(({ place, ...others }) => [others, place.path])
    expect(await removed('prod')).toEqual([[{ name: 'old/both' }, ['removed', 1]]])
    expect(await removed('dev')).toEqual([
      [{ name: 'old/dev', maxImages: 3 }, ['removed', 0]],
      [{ name: 'old/both' }, ['removed', 1]],
    ])
  })
})
