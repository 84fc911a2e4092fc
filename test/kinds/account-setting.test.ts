import { describe, expect, test } from 'vitest'
import { diagnosticsOf, findingsIn } from '../manifest/world.ts'
import { registry } from '../registry.ts'
import { attentionOf, linesOf } from './differences.ts'
import { manifestOf, plannedOf, saying, writesOf } from './registry-settings.ts'

const SCOPE = 'REGISTRY_POLICY_SCOPE'
const settings = (accountSettings: object) => ({ accountSettings })

describe('an account setting', () => {
  test.each([
    ['BASIC_SCAN_TYPE_VERSION', 'CLAIR'],
    [SCOPE, 'V1'],
    ['BLOB_MOUNTING', 'ENABLED'],
  ])('%s is one change at its value, and one call', async (name, value) => {
    const ecr = await registry()
    expect(await plannedOf(ecr, settings({ [name]: value }))).toEqual([`update accountSetting["${name}"] value`])
    expect(await writesOf(ecr, settings({ [name]: value }))).toEqual(['PutAccountSetting'])
    expect(await writesOf(ecr, settings({ [name]: value }))).toEqual([])
  })

  test('is asked for by its name, and no other is', async () => {
    const ecr = await registry()
    await ecr.plan(await saying(settings({ BLOB_MOUNTING: 'DISABLED', [SCOPE]: 'V2' })))
    const asked = ecr.emulator.calls.filter(({ operation }) => operation === 'GetAccountSetting')
    expect(asked.map(({ input }) => input)).toEqual([{ name: 'BLOB_MOUNTING' }, { name: SCOPE }])
  })

  test('that ECR does not have is unread, and no other is', async () => {
    const ecr = await registry()
    const plan = await ecr.plan(await saying(settings({ SOMETHING_ELSE: 'ON', BLOB_MOUNTING: 'ENABLED' })))
    expect(plan.targets[0]?.unread).toMatchObject([
      { address: 'accountSetting["SOMETHING_ELSE"]', label: 'accountSetting SOMETHING_ELSE' },
    ])
    expect(plan.changes).toMatchObject([{ address: 'accountSetting["BLOB_MOUNTING"]' }])
  })

  test('that may not be read is unread', async () => {
    const ecr = await registry()
    ecr.emulator.inject({ operation: 'GetAccountSetting', error: 'AccessDeniedException' })
    const { targets, changes } = await ecr.plan(await saying(settings({ BLOB_MOUNTING: 'ENABLED', [SCOPE]: 'V2' })))
    expect(targets[0]?.unread).toMatchObject([{ code: 'ACCESS_DENIED' }, { code: 'ACCESS_DENIED' }])
    expect(changes).toEqual([])
  })

  test('that cannot be read for a bug ends the run', async () => {
    const ecr = await registry()
    const wishes = await saying(settings({ BLOB_MOUNTING: 'ENABLED' }))
    const read = ecr.client.reader.call
    ecr.client.reader.call = async (action, input) => {
      if (action === 'GetAccountSetting') throw new RangeError('a bug')
      return read(action, input)
    }
    await expect(ecr.plan(wishes)).rejects.toThrow('a bug')
  })
})

describe('the scope of the registry policy', () => {
  test.each([
    [
      'V2',
      'V1',
      'V2 → V1: the registry policy counts only for replication, cache imports and new repositories',
      ['CLOSES its policy, to all actions but ReplicateImage, BatchImportUpstreamImage and CreateRepository'],
      ['POLICY_NARROWED'],
    ],
    [
      'V1',
      'V2',
      'V1 → V2: the registry policy counts for all actions',
      ['OPENS its policy, to all actions of ECR that it names'],
      [],
    ],
  ])('from %s to %s says what that means', async (before, after, line, facts, codes) => {
    const ecr = await registry()
    await ecr.apply(await saying(settings({ [SCOPE]: before })))
    const { changes, warnings } = await ecr.plan(await saying(settings({ [SCOPE]: after })))
    expect(linesOf(changes[0])).toEqual([line])
    expect(attentionOf(changes[0])).toEqual(facts)
    expect(warnings.map(({ code, source }) => [code, source?.line])).toEqual(codes.map(code => [code, 3]))
  })

  test('that stays is no change', async () =>
    expect(await plannedOf(await registry(), settings({ [SCOPE]: 'V2' }))).toEqual([]))
})

describe('offline', () => {
  test.each([
    ['a value of another setting', { BLOB_MOUNTING: 'V2' }, ['error WRONG_VALUE']],
    ['null', { BLOB_MOUNTING: null }, ['error NOT_NULL']],
    ['null for all', null, ['error NOT_NULL']],
    ['a number', { BLOB_MOUNTING: 1 }, ['error WRONG_VALUE']],
    ['a name that is nearly one', { BLOB_MOUNTINGS: 'ENABLED' }, ['error UNKNOWN_KEY']],
    ['a name that nobody knows', { SOMETHING_ELSE: 'ON' }, ['warning ACCOUNT_SETTING']],
    ['a name that is too long', { [`S${'O'.repeat(64)}`]: 'ON' }, ['error ACCOUNT_SETTING']],
    ['no value', { SOMETHING_ELSE: '' }, ['error ACCOUNT_SETTING', 'warning ACCOUNT_SETTING']],
    ['what is deprecated', { BASIC_SCAN_TYPE_VERSION: 'CLAIR' }, ['warning ACCOUNT_SETTING']],
    ['a variable', { BLOB_MOUNTING: '${{ target.region }}' }, []],
    ['what is right', { BLOB_MOUNTING: 'ENABLED', REGISTRY_POLICY_SCOPE: 'V1' }, []],
  ])('%s', async (_, accountSettings, found) => {
    const all = await findingsIn(manifestOf({ accountSettings }))
    expect(all.map(text => text.replace(/^\S+ /, ''))).toEqual(found)
  })

  test.each([
    [{ BLOB_MOUNTING: null }, /^ECR always has one; its default is "DISABLED"\.$/, /Write the default/],
    [null, /^ECR always has all settings of an account\.$/, /Write the value that a setting is to have/],
    [{ REGISTRY_POLICY_SCOP: 'V2' }, /ECR would refuse it/, /Did you mean "REGISTRY_POLICY_SCOPE"\?/],
  ])('%j says why, and what to write', async (accountSettings, detail, hint) => {
    const [found] = await diagnosticsOf(manifestOf({ accountSettings }))
    expect(found).toMatchObject({ detail: expect.stringMatching(detail), hint: expect.stringMatching(hint) })
  })

  test('a variable that is filled in with another value is found', async () =>
    expect(
      await findingsIn(manifestOf(settings({ BLOB_MOUNTING: '${{ target.region }}' })), {
        target: { region: 'us-east-1' },
      }),
    ).toEqual([expect.stringMatching(/error WRONG_VALUE$/)]))
})
