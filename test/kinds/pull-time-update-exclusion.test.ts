import { describe, expect, test } from 'vitest'
import { clientOf } from '../emulator/ecr.ts'
import { diagnosticsOf, findingsIn, printedFrom } from '../manifest/world.ts'
import { registry } from '../registry.ts'
import { manifestOf, plannedOf, saying, writesOf } from './registry-settings.ts'

const SCANNER = 'arn:aws:iam::111122223333:role/scanner'
const excluding = (pullTimeUpdateExclusions: object) => ({ pullTimeUpdateExclusions })
const many = (count: number, value: object | null = {}) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`arn:aws:iam::111122223333:role/r${index}`, value] as const),
  )

describe('a pull time update exclusion', () => {
  test('is registered, found again, and taken away', async () => {
    const ecr = await registry()
    expect(await plannedOf(ecr, excluding({ [SCANNER]: {} }))).toEqual([`create pullTimeUpdateExclusion["${SCANNER}"]`])
    expect(await writesOf(ecr, excluding({ [SCANNER]: {} }))).toEqual(['RegisterPullTimeUpdateExclusion'])
    expect(await writesOf(ecr, excluding({ [SCANNER]: {} }))).toEqual([])
    expect(await plannedOf(ecr, excluding({ [SCANNER]: null }))).toEqual([
      `delete pullTimeUpdateExclusion["${SCANNER}"]`,
    ])
    expect(await writesOf(ecr, excluding({ [SCANNER]: null }))).toEqual(['DeregisterPullTimeUpdateExclusion'])
    expect(await writesOf(ecr, excluding({ [SCANNER]: null }))).toEqual([])
  })

  test('of somebody else is left alone', async () => {
    const ecr = await registry()
    const client = clientOf(ecr.emulator)
    await client.registerPullTimeUpdateExclusion({ principalArn: `${SCANNER}s` })
    await writesOf(ecr, excluding({ [SCANNER]: {} }))
    await writesOf(ecr, excluding({ [SCANNER]: null }))
    expect((await client.listPullTimeUpdateExclusions({})).pullTimeUpdateExclusions).toEqual([`${SCANNER}s`])
    client.destroy()
  })

  test.each([
    ['Register', {}, 'ExclusionAlreadyExistsException'],
    ['Deregister', null, 'ExclusionNotFoundException'],
  ])('that is as wished by the time of %s is done', async (verb, value, error) => {
    const ecr = await registry()
    if (value === null) await writesOf(ecr, excluding({ [SCANNER]: {} }))
    ecr.emulator.inject({ operation: `${verb}PullTimeUpdateExclusion`, error })
    const { outcomes } = await ecr.apply(await saying(excluding({ [SCANNER]: value })))
    expect(outcomes.map(({ status }) => status)).toEqual(['done'])
  })

  test.each(['Register', 'Deregister'])('whose %s has no answer is looked at again', async verb => {
    const ecr = await registry()
    if (verb === 'Deregister') await writesOf(ecr, excluding({ [SCANNER]: {} }))
    ecr.emulator.inject({ operation: `${verb}PullTimeUpdateExclusion`, error: 'DropAfter', when: { at: 1 } })
    expect(await writesOf(ecr, excluding({ [SCANNER]: verb === 'Register' ? {} : null }))).toEqual([
      `${verb}PullTimeUpdateExclusion`,
    ])
  })

  test('that is one too many for ECR is the one that fails', async () => {
    const ecr = await registry()
    await writesOf(ecr, excluding(many(100)))
    const { outcomes } = await ecr.apply(await saying(excluding({ [SCANNER]: {} })))
    expect(outcomes).toMatchObject([{ status: 'failed', error: { message: expect.stringContaining('LimitExceeded') } }])
  })

  test('that may not be read is unread', async () => {
    const ecr = await registry()
    ecr.emulator.inject({ operation: 'ListPullTimeUpdateExclusions', error: 'AccessDeniedException' })
    const { targets, changes } = await ecr.plan(await saying(excluding({ [SCANNER]: {} })))
    expect(targets[0]?.unread).toMatchObject([{ code: 'ACCESS_DENIED', label: 'pullTimeUpdateExclusion role/scanner' }])
    expect(changes).toEqual([])
  })
})

test('is printed with its place', async () =>
  expect(
    await printedFrom(manifestOf(excluding({ [SCANNER]: {}, 'arn:aws:iam::111122223333:user/old': null }))),
  ).toContain(
    `  pullTimeUpdateExclusions:
    # ecrsync.yaml:3
    ${SCANNER}: {}
    arn:aws:iam::111122223333:user/old: null # ecrsync.yaml:3
`,
  ))

describe('offline', () => {
  test.each([
    ['a role', { [SCANNER]: {} }, []],
    ['a user below a path', { 'arn:aws:iam::111122223333:user/ci/old': null }, []],
    ['a role of 200 characters', { [SCANNER.padEnd(200, 'r')]: {} }, []],
    ['a role of 201 characters', { [SCANNER.padEnd(201, 'r')]: {} }, ['PULL_TIME_EXCLUSION']],
    ['an account', { '111122223333': {} }, ['PULL_TIME_EXCLUSION']],
    ['its root', { 'arn:aws:iam::111122223333:root': {} }, ['PULL_TIME_EXCLUSION']],
    ['a wildcard', { 'arn:aws:iam::111122223333:role/*': {} }, ['PULL_TIME_EXCLUSION']],
    ['a session', { 'arn:aws:sts::111122223333:assumed-role/ci/build': {} }, ['PULL_TIME_EXCLUSION']],
    ['a text', { [SCANNER]: 'x' }, ['WRONG_TYPE']],
    ['a setting of it', { [SCANNER]: { reason: 'x' } }, ['UNKNOWN_KEY']],
    ['null for all', null, ['NOT_NULL']],
    ['a hundred', many(100), []],
    ['a hundred, and what is to go', { ...many(100), [SCANNER]: null }, []],
    ['a hundred and one', many(101), ['PULL_TIME_EXCLUSION']],
  ])('%s', async (_, exclusions, codes) => {
    const found = await findingsIn(manifestOf(excluding(exclusions as object)))
    expect(found.map(text => text.replace(/^.* /, ''))).toEqual(codes)
  })

  test.each([
    ['cn-north-1', SCANNER, 'Write "arn:aws-cn:iam::111122223333:role/scanner", or "arn:${{ target.partition }}:…".'],
    ['cn-north-1', SCANNER.replace('aws', 'aws-cn'), undefined],
    ['us-gov-west-1', SCANNER.replace('aws', 'aws-us-gov'), undefined],
    ['eu-west-1', SCANNER.replace('aws', 'aws-cn'), `Write "${SCANNER}", or "arn:\${{ target.partition }}:…".`],
    [undefined, SCANNER.replace('aws', 'aws-cn'), undefined],
  ])('in %s, %s is of the partition of the registry or told', async (region, arn, hint) => {
    const target = region === undefined ? {} : { region }
    const found = await diagnosticsOf(manifestOf(excluding({ [arn]: {} })), { target })
    expect(found.map(({ code, hint }) => [code, hint])).toEqual(hint === undefined ? [] : [['WRONG_PARTITION', hint]])
  })

  test.each([
    ['arn:aws:sts::111122223333:assumed-role/ci/build', /"arn:aws:iam::111122223333:role\/ci"/],
    ['arn:aws:iam::111122223333:root', /one by one/],
    ['scanner', /Write for example/],
  ])('%s gets a hint', async (arn, hint) => {
    const [found] = await diagnosticsOf(manifestOf(excluding({ [arn]: {} })))
    expect(found?.hint).toMatch(hint)
  })
})
