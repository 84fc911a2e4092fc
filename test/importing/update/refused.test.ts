import { describe, expect, test } from 'vitest'
import { EcrsyncError } from '../../../src/errors.ts'
import { freshIn } from '../../../src/importing/update/entries.ts'
import type { LookAt } from '../../../src/importing/update/look.ts'
import { updated } from '../../../src/importing/update/updated.ts'
import { type Case, updatedOver } from './world.ts'

const HEAD = 'version: 1\nname: acme\n'
const REGIONS = { eu: 'eu-west-1', us: 'us-east-1' }
const TARGETS = 'targets: { eu: { region: eu-west-1 }, us: { region: us-east-1 } }\n'

const created = (repositoryName: string, more: object = {}, only?: string) => ({
  action: 'CreateRepository',
  input: { repositoryName, ...more },
  ...(only !== undefined && { only }),
})

const immutable = (name: string, only: string) => created(name, { imageTagMutability: 'IMMUTABLE' }, only)

describe('what is not the same everywhere', () => {
  test.each<Case & { readonly name: string; readonly reasons: readonly string[] }>([
    {
      name: 'is no repository that one entry could say',
      seed: [created('app', {}, 'eu'), immutable('app', 'us')],
      texts: `${HEAD}${TARGETS}`,
      reasons: ['app: it is not the same in eu, us'],
    },
    {
      name: 'is no repository whose entry is for others',
      seed: [created('app', {}, 'us')],
      texts: `${HEAD}${TARGETS}repositories: { app: { targets: [eu] } }\n`,
      reasons: ['app: its entry is for other targets than us'],
    },
    {
      name: 'is no setting that an entry of both could say',
      seed: [created('app', {}, 'eu'), immutable('app', 'us')],
      texts: `${HEAD}${TARGETS}repositories: { app: }\n`,
      reasons: ['app: imageTagMutability: it is not the same in eu, us'],
    },
  ])('$name', async ({ reasons, ...given }) => {
    const { leftOut, texts } = await updatedOver({ ...given, regions: REGIONS })
    expect(leftOut.map(({ name, reason }) => `${name}: ${reason}`)).toEqual(reasons)
    expect(texts).toEqual([])
  })

  test('is a layer of the registry that has it', async () => {
    const scans = {
      scanType: 'BASIC',
      rules: [{ scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: [{ filter: 'a*', filterType: 'WILDCARD' }] }],
    }
    const seed = [{ action: 'PutRegistryScanningConfiguration', input: scans, only: 'eu' }]
    const { after } = await updatedOver({ seed, texts: `${HEAD}${TARGETS}`, regions: REGIONS })
    expect(after['ecrsync.yaml']).toMatch(/registry:\n {2}- targets:\n {6}- eu\n {4}scanningConfiguration:\n/)
  })

  test('is a layer for each of the registries', async () => {
    const rule = (ecrRepositoryPrefix: string, only: string) => ({
      action: 'CreatePullThroughCacheRule',
      input: { ecrRepositoryPrefix, upstreamRegistryUrl: 'quay.io' },
      only,
    })
    const seed = [rule('quay', 'eu'), rule('red', 'eu'), rule('quay', 'us')]
    const { after } = await updatedOver({ seed, texts: `${HEAD}${TARGETS}`, regions: REGIONS })
    expect(after['ecrsync.yaml']).toMatch(/registry:\n {2}- targets:\n {6}- eu\n.*red:.*- targets:\n {6}- us\n/s)
  })
})

describe('what was not read', () => {
  const texts = `${HEAD}repositories: { app: { lifecyclePolicy: [{ any: true, keepNewest: 5 }], imageTagMutability: MUTABLE } }\nregistry: { scanningConfiguration: { scanType: BASIC, rules: [] } }\n`

  test('stays as it is written, whatever is taken', async () => {
    const { look } = await updatedOver({ seed: [created('app')], texts })
    const app = { name: 'app', states: { imageTagMutability: 'MUTABLE' }, unsaid: ['lifecyclePolicy'] }
    const live = [{ repositories: [app], registry: {}, unsaid: ['scanningConfiguration'] }]
    const found = await updated({ texts: [{ file: 'ecrsync.yaml', text: texts }], live, takesLive: true, look })
    expect([found.texts, found.set, found.leftOut]).toEqual([[], [], []])
  })

  test('of a target that the manifest does not have is nothing that it could name', async () => {
    const { look } = await updatedOver({ seed: [created('app')], texts })
    const live = [{ target: 'gone', repositories: [{ name: 'web', states: {} }], registry: {} }]
    expect(freshIn(await look([{ file: 'ecrsync.yaml', text: texts }]), live)).toEqual({ unnamed: [], leftOut: [] })
  })
})

describe('what nobody may take for proven', () => {
  test('a repository whose layers ask for what it has not', async () => {
    const texts = `${HEAD}defaults: [ { match: "**", tags: { team: "\${{ vars.team }}" } } ]\nrepositories: { web: { vars: { team: a } } }\n`
    await expect(updatedOver({ seed: [created('app')], texts })).rejects.toMatchObject({
      code: 'IMPORT_UNPROVEN',
      detail: expect.stringMatching(/vars\.team.*Nothing was written\.$/),
    })
  })

  test('a plan that has another change than before', async () => {
    const { look } = await updatedOver({ seed: [created('app')], texts: `${HEAD}repositories: { app: }\n` })
    let looks = 0
    const lying: LookAt = async texts => {
      const found = await look(texts)
      looks += 1
      const change = { target: 'default', address: 'repository["app"]', kind: 'repository' } as never
      return looks === 1 ? found : { ...found, plan: { ...found.plan, changes: [change] } }
    }
    const texts = [{ file: 'ecrsync.yaml', text: `${HEAD}repositories: { app: }\n` }]
    await expect(updated({ texts, live: [], takesLive: false, look: lying })).rejects.toMatchObject({
      code: 'IMPORT_UNPROVEN',
      detail: expect.stringContaining('1 change more, of default repository["app"]'),
    })
  })

  test('and where what is there cannot be asked any more, that is told instead', async () => {
    const text = `${HEAD}repositories: { app: }\n`
    const { look } = await updatedOver({ seed: [created('app')], texts: text })
    let looks = 0
    const losing: LookAt = async texts => {
      looks += 1
      if (looks > 1) throw new EcrsyncError('ACCESS_DENIED', 'no longer')
      return look(texts)
    }
    const texts = [{ file: 'ecrsync.yaml', text }]
    await expect(updated({ texts, live: [], takesLive: false, look: losing })).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
    })
  })

  test('and whatever else fails, fails as it does', async () => {
    const look: LookAt = async () => Promise.reject(new RangeError('odd'))
    await expect(updated({ texts: [], live: [], takesLive: false, look })).rejects.toThrow('odd')
  })
})
