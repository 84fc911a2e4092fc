import { describe, expect, test } from 'vitest'
import type { Source } from '../../src/model.ts'
import { type Deed, reversalOf } from '../../src/plan/reversal.ts'

const SOURCE: Source = { file: 'receipt.json', line: 2, column: 1 }
const back = (...deeds: readonly Deed[]) => reversalOf(deeds, () => SOURCE)
const wants = (...deeds: readonly Deed[]) =>
  Object.fromEntries(
    back(...deeds)
      .wishes.of('a')
      .map(({ address, want }) => [address, want]),
  )
const codes = (...deeds: readonly Deed[]) => back(...deeds).notes.map(({ code, summary }) => `${code} ${summary}`)

const OF_A = { target: 'default', name: 'a', repository: 'a', status: 'done', calls: [] } as const
const owner = (before: object, after: object): Deed => ({
  ...OF_A,
  ...{ address: 'owner["a"]', kind: 'owner', action: 'update', before: { ...before }, after: { ...after } },
})

describe('whose a repository is', () => {
  test('is nobody again where it was adopted', () => {
    expect(wants(owner({}, { manifest: 'acme' }))).toEqual({
      'owner["a"]': { manifest: 'acme', released: 'an apply is taken back' },
    })
  })

  test('is ours again where it was released', () => {
    expect(wants(owner({ manifest: 'acme' }, {}))).toEqual({ 'owner["a"]': { manifest: 'acme', isAdopted: true } })
  })

  test('is not handed back to whom it was taken from', () => {
    const taken = owner({ manifest: 'other' }, { manifest: 'acme' })
    expect(wants(taken)).toEqual({})
    expect(codes(taken)).toEqual(['NOT_BROUGHT_BACK owner["a"] cannot be brought back to what it was'])
    expect(back(taken).notes[0]).toMatchObject({
      detail: expect.stringContaining('It belonged to the manifest other'),
      hint: expect.stringContaining('adopt: [{ match: "a", from: "acme" }]'),
    })
  })
})

describe('a repository that was deleted', () => {
  const REPOSITORY = { repositoryArn: 'arn', imageTagMutability: 'IMMUTABLE', tags: { team: 'app' } }
  const deleted: Deed = {
    ...OF_A,
    ...{ address: 'repository["a"]', kind: 'repository', action: 'delete', before: REPOSITORY, after: null },
    took: { lifecyclePolicy: null },
  }

  test('comes without what it did not have, and says what nobody knows of it', () => {
    expect(Object.keys(wants(deleted))).toEqual(['repository["a"]'])
    expect(codes(deleted)).toContain('NOT_BROUGHT_BACK Whether a had a repositoryPolicy is not known')
  })

  test('comes with what was read directly before', () => {
    const took = { ...deleted.took, repository: { tags: { team: 'late' } }, repositoryPolicy: null }
    expect(codes({ ...deleted, took })).toEqual([])
    expect(wants({ ...deleted, took })).toMatchObject({ 'repository["a"]': { tags: { team: 'late' } } })
  })
})

describe('a change that failed', () => {
  const failed: Deed = {
    ...OF_A,
    ...{ address: 'lifecyclePolicy["a"]', kind: 'lifecyclePolicy', action: 'create', status: 'failed' },
  }

  test.each<[string, Deed['calls'], readonly string[]]>([
    ['without an answer', [{ action: 'PutLifecyclePolicy', isDone: false }], ['PERHAPS_DONE']],
    ['with a refusal', [{ action: 'PutLifecyclePolicy', isDone: false, requestId: 'r' }], []],
    ['before its call', [], []],
  ])('%s wishes nothing', (_, calls, said) => {
    expect(wants({ ...failed, calls })).toEqual({})
    expect(back({ ...failed, calls }).notes.map(({ code }) => code)).toEqual(said)
  })
})

test('what was done in part goes back from what it was to be', () => {
  const part: Deed = {
    ...OF_A,
    ...{ address: 'lifecyclePolicy["a"]', kind: 'lifecyclePolicy', action: 'create', status: 'partial' },
    planned: { rules: [] },
  }
  expect(wants(part)).toEqual({ 'lifecyclePolicy["a"]': null })
})

test('settings of the registry are wished of the registry', () => {
  const { wishes } = back({
    ...{ target: 'default', name: 'BLOB_MOUNTING', kind: 'accountSetting', address: 'accountSetting["BLOB_MOUNTING"]' },
    ...{ action: 'update', status: 'done', calls: [], before: { value: 'DISABLED' }, after: { value: 'ENABLED' } },
  })
  expect(wishes.registry().map(({ want }) => want)).toEqual([{ value: 'DISABLED' }])
  expect([wishes.of('a'), wishes.isDeclared('a'), wishes.repositories]).toEqual([[], false, []])
})
