import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EcrsyncError } from '../../src/errors.ts'
import type { Event } from '../../src/events.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import type { Change, Declared, Diagnostic, Plan, Target } from '../../src/model.ts'
import { partOf } from '../../src/plan/assemble.ts'
import { planExit } from '../../src/plan/exit.ts'
import { planTarget } from '../../src/plan/plan.ts'
import { planTargets, TARGETS_AT_ONCE, type Undertaking } from '../../src/plan/targets.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { EU, expiring, type Fleet, fleet, repository, US } from '../fleet.ts'
import { bridge, gate, leadingTo, opened } from '../kinds/elsewhere.ts'
import { list, setting, unlist } from '../kinds/setting.ts'
import { NO_IMAGES, QUIETLY } from '../registry.ts'
import { holding, scripted } from '../scripted.ts'
import { declared, intentFrom, MANIFEST, NOW } from '../world.ts'

const KINDS = [setting, gate, bridge]
beforeAll(() => {
  for (const kind of KINDS) list(kind as Kind)
})
afterAll(() => {
  for (const kind of KINDS) unlist(kind as Kind)
})

const dead = (message = 'Nobody answers') =>
  new EcrsyncError('UNREACHABLE', message, { detail: 'at http://127.0.0.1:9', hint: 'Look at the network.' })
const wrong = new EcrsyncError('WRONG_ACCOUNT', 'The credentials are of another account', {
  detail: '444455556666 and 999999999999',
})

const NOTHING_WISHED = intentFrom([]).wishes
const NOTHING_READ = { read: 0, declared: 0, managed: 0, discovered: 0, unmanaged: 0, unmanagedNames: [], inUse: [] }

const addresses = ({ changes }: Plan) => changes.map(({ target, address }) => `${target} ${address}`)
const needs = ({ changes }: Plan) =>
  Object.fromEntries(
    changes.map(({ target, address, needs }) => [
      `${target} ${address}`,
      needs.map(need => `${need.target} ${need.address}`),
    ]),
  )

describe('a plan of two targets', () => {
  test('has both, each by itself, in the order of the manifest', async () => {
    const plan = await (await fleet()).plan({ us: [repository('bb'), repository('aa')], eu: [repository('aa')] })
    expect(plan.targets).toMatchObject([
      { ...US, complete: true, unread: [], read: 0 },
      { ...EU, complete: true, unread: [], read: 0 },
    ])
    expect(addresses(plan)).toEqual(['us repository["aa"]', 'us repository["bb"]', 'eu repository["aa"]'])
    expect(plan.summary).toMatchObject({ create: 3, unread: 0 })
  })

  test('counts over both, and in each', async () => {
    const ecr = await fleet()
    await ecr.apply({ eu: [repository('aa'), repository('bb')], us: [repository('aa'), repository('other')] })
    const { targets, summary } = await ecr.plan({
      eu: [repository('aa'), repository('bb')],
      us: [repository('aa'), repository('new')],
    })
    expect(targets.map(({ unchanged, unmanaged, read }) => [unchanged, unmanaged, read])).toEqual([
      [2, 0, 2],
      [1, 1, 2],
    ])
    expect(summary).toMatchObject({ unchanged: 3, create: 1 })
  })

  test('needs and requires name the target', async () => {
    const both = [repository('aa'), expiring('aa')]
    expect(needs(await (await fleet()).plan({ eu: both, us: both }))).toEqual({
      'eu repository["aa"]': [],
      'eu lifecyclePolicy["aa"]': ['eu repository["aa"]'],
      'us repository["aa"]': [],
      'us lifecyclePolicy["aa"]': ['us repository["aa"]'],
    })
  })

  test('tells of the changes of each, and of none that is blocked', async () => {
    const told: Event[] = []
    const emit = (event: Event) => void told.push(event)
    await (await fleet()).plan({ eu: [repository('aa')], us: [] }, { emit })
    expect(told.filter(({ type }) => type === 'planned')).toEqual([
      { type: 'planned', target: 'eu', changes: 1 },
      { type: 'planned', target: 'us', changes: 0 },
    ])
  })
})

describe('a target that fails as a whole', () => {
  test('is unread, and leaves the others alone', async () => {
    const plan = await (await fleet()).plan({ eu: dead(), us: [repository('aa')] })
    expect(plan.targets).toMatchObject([
      {
        ...EU,
        complete: false,
        unread: [
          {
            scope: 'registry',
            address: 'target["eu"]',
            label: 'target',
            code: 'UNREACHABLE',
            message: 'Nobody answers',
          },
        ],
      },
      { ...US, complete: true },
    ])
    expect(addresses(plan)).toEqual(['us repository["aa"]'])
    expect(plan.summary).toMatchObject({ create: 1, unread: 1 })
    expect(plan.warnings).toEqual([
      {
        severity: 'warning',
        code: 'UNREACHABLE',
        summary: 'Nobody answers (eu)',
        detail: 'at http://127.0.0.1:9',
        hint: 'Look at the network.',
      },
    ])
    expect([planExit(plan, false), planExit(plan, true)]).toEqual([7, 7])
  })

  test('and is the only one ends the run as it is', async () => {
    const error = dead()
    await expect((await fleet()).plan({ eu: error })).rejects.toBe(error)
  })

  test('and so do all others ends the run with a finding for each', async () => {
    const failed = (await fleet()).plan({ eu: dead(), us: dead('The role cannot be assumed') })
    await expect(failed).rejects.toMatchObject({
      code: 'UNREACHABLE',
      exitCode: 1,
      diagnostics: [
        { severity: 'error', summary: 'Nobody answers (eu)' },
        { severity: 'error', summary: 'The role cannot be assumed (us)' },
      ],
    })
  })

  test('for what was typed is invalid input, where that holds for all', async () => {
    const typed = new EcrsyncError('INVALID_PROFILE', 'No profile x')
    const failing = async (us: EcrsyncError) =>
      (await fleet()).plan({ eu: typed, us }).catch(({ exitCode }) => exitCode)
    expect([await failing(typed), await failing(dead())]).toEqual([3, 1])
  })

  test.each(['INTERNAL', 'INVALID_MANIFEST', 'INVALID_IN_USE'] as const)('by %s ends the run', async code => {
    const error = new EcrsyncError(code, 'no')
    await expect((await fleet()).plan({ eu: [repository('aa')], us: error })).rejects.toBe(error)
  })

  test('by what is no error of ours ends the run, and no more targets are begun', async () => {
    const begun: number[] = []
    const bug = new TypeError('x is not a function')
    const undertakings = Array.from(
      { length: TARGETS_AT_ONCE + 5 },
      (_, index): Undertaking => ({
        target: { ...EU, name: `t${index}` },
        plan: async () => {
          begun.push(index)
          throw bug
        },
      }),
    )
    const about = { manifest: MANIFEST, guards: {}, version: '0.0.0', emit: QUIETLY.emit }
    await expect(planTargets(undertakings, about)).rejects.toBe(bug)
    expect(begun).toHaveLength(TARGETS_AT_ONCE)
  })
})

describe('a target of another account', () => {
  test('is refused with both accounts, and nothing of it is unread', async () => {
    const plan = await (await fleet()).plan({ eu: [repository('aa')], us: wrong })
    expect(plan.targets[1]).toMatchObject({ ...US, complete: false, unread: [], read: 0 })
    expect(plan.refused).toMatchObject([
      { severity: 'error', code: 'WRONG_ACCOUNT', summary: `${wrong.message} (us)`, detail: wrong.detail },
    ])
    expect([addresses(plan), plan.warnings]).toEqual([['eu repository["aa"]'], []])
    expect(planExit(plan, true)).toBe(4)
  })

  test('is refused in a plan also where it is the only one', async () => {
    const plan = await (await fleet()).plan({ us: wrong })
    expect([plan.refused.length, planExit(plan, false)]).toEqual([1, 4])
  })

  test('comes after what is unread, in a plan', async () => {
    const plan = await (await fleet()).plan({ eu: dead(), us: wrong })
    expect([plan.refused.length, plan.summary.unread, planExit(plan, false)]).toEqual([1, 1, 7])
  })
})

describe('two targets that turn out to be one registry', () => {
  const again = { ...EU, name: 'again' }
  const planOf = async (targets: readonly Target[]) =>
    planTargets(
      targets.map(target => ({
        target: { ...target, account: '', region: '' },
        plan: async () =>
          partOf({ wishes: NOTHING_WISHED, warnings: [] }, { units: [], unchanged: 0 }, { ...target, ...NOTHING_READ }),
      })),
      { manifest: MANIFEST, guards: {}, version: '0.0.0', emit: QUIETLY.emit },
    )

  test('are planned once, and the second is refused', async () => {
    const plan = await (await fleet([EU, US, again])).plan({
      eu: [repository('aa')],
      us: [repository('aa')],
      again: [repository('aa', { imageTagMutability: 'IMMUTABLE' })],
    })
    expect(addresses(plan)).toEqual(['eu repository["aa"]', 'us repository["aa"]'])
    expect(plan.targets[2]).toMatchObject({ name: 'again', complete: false, unread: [], read: 0 })
    expect(plan.refused).toMatchObject([
      { severity: 'error', code: 'SAME_TARGET', summary: 'It is the same registry as eu (again)' },
    ])
    expect(planExit(plan, true)).toBe(4)
  })

  const [vpc, dev] = ['https://vpce-0abc-1.api.ecr.eu-west-1.vpce.amazonaws.com', 'http://127.0.0.1:4510']
  test.each<readonly [name: string, endpoints: readonly (string | undefined)[], refused: number]>([
    ['the host of ECR and a VPC endpoint', [undefined, vpc], 1],
    ['one emulator', [dev, dev], 1],
    ['the embedded ECR', ['embedded', 'embedded'], 1],
    ['two emulators', [dev, 'http://127.0.0.1:4511'], 0],
    ['ECR and an emulator', [undefined, dev], 0],
  ])('asked at %s', async (_, endpoints, refused) => {
    const targets = endpoints.map((endpoint, index) => ({
      ...EU,
      name: `t${index}`,
      ...(endpoint !== undefined && { endpoint }),
    }))
    expect((await planOf(targets)).refused).toHaveLength(refused)
  })

  test('whose account nobody could read are not compared', async () => {
    const unknown = { ...EU, account: '' }
    expect((await planOf([unknown, { ...unknown, name: 'again' }])).refused).toEqual([])
  })
})

describe('a denied read', () => {
  const denied = () => {
    throw new EcrsyncError('ACCESS_DENIED', 'That is not allowed')
  }
  const wishes = () => [
    declared('setting', '', { settings: { one: { value: 2 } } }),
    repository('aa'),
    repository('bb', { imageTagMutability: 'IMMUTABLE' }),
  ]
  const planned = async (answers: Parameters<typeof scripted>[0]) => {
    const { reader } = scripted({ ...holding({ bb: {} }), ...answers })
    const surroundings = { reader, images: NO_IMAGES, inUse: () => [], now: NOW, emit: QUIETLY.emit }
    return planTargets(
      [{ target: EU, plan: () => planTarget(intentFrom(wishes()), surroundings, { name: 'eu', region: EU.region }) }],
      { manifest: MANIFEST, guards: {}, version: '0.0.0', emit: QUIETLY.emit },
    )
  }

  test('of the list of repositories stops no setting of the registry', async () => {
    const plan = await planned({ DescribeRepositories: denied })
    expect(addresses(plan)).toEqual(['eu setting["one"]'])
    expect(plan.targets[0]?.unread.map(({ address, code }) => `${address} ${code}`)).toEqual([
      'repository["aa"] ACCESS_DENIED',
      'repository["bb"] ACCESS_DENIED',
    ])
  })

  test('of a setting of the registry stops no repository', async () => {
    const plan = await planned({ DescribeRegistry: denied })
    expect(addresses(plan)).toEqual(['eu repository["aa"]', 'eu repository["bb"]'])
    expect(plan.targets[0]?.unread.map(({ address }) => address)).toEqual(['setting["one"]'])
  })

  test('of both leaves both unread', async () => {
    const plan = await planned({ DescribeRepositories: denied, DescribeRegistry: denied })
    expect([plan.changes, plan.targets[0]?.unread.length]).toEqual([[], 3])
  })
})

describe('what is said of several targets', () => {
  const warning = (summary: string, line?: number): Diagnostic => ({
    severity: 'warning',
    code: 'X',
    summary,
    ...(line !== undefined && { source: { file: 'ecrsync.yaml', line, column: 1 } }),
  })
  const THREE = [EU, US, { name: 'cn', account: EU.account, region: 'us-west-2' }]
  const saying = (...warnings: readonly Diagnostic[]) => ({ ...intentFrom([]), warnings })
  const summaries = ({ warnings }: Plan) =>
    warnings.map(({ summary, targets }) => `${summary}${targets ? ` (in ${targets.join(', ')})` : ''}`)

  test('is said once, where it is said of all', async () => {
    const ecr = await fleet(THREE)
    const all = saying(warning('so it is', 4))
    expect(summaries(await ecr.plan({ eu: all, us: all, cn: all }))).toEqual(['so it is'])
  })

  test('names those that it is said of, where these are not all', async () => {
    const ecr = await fleet(THREE)
    const [here, there] = [saying(warning('one', 4)), saying(warning('one', 5), warning('two'))]
    expect(summaries(await ecr.plan({ eu: here, us: there, cn: there }))).toEqual([
      'one (in eu)',
      'one (in us, cn)',
      'two (in us, cn)',
    ])
  })

  test('is said of all where one more has failed', async () => {
    const ecr = await fleet(THREE)
    const both = saying(warning('so it is'))
    expect(summaries(await ecr.plan({ eu: both, us: dead(), cn: both }))).toEqual(['so it is', 'Nobody answers (us)'])
  })

  test('names nothing in a run of one', async () => {
    expect(summaries(await (await fleet()).plan({ eu: saying(warning('so it is')) }))).toEqual(['so it is'])
  })
})

describe('a change that needs one elsewhere', () => {
  test('comes after it, where the run has both', async () => {
    const plan = await (await fleet()).plan({ eu: [leadingTo(US)], us: [opened(EU.account)] })
    expect(needs(plan)).toEqual({ 'eu bridge["registry"]': ['us gate["registry"]'], 'us gate["registry"]': [] })
  })

  test('waits for its own, too, and for each place that it names once', async () => {
    const plan = await (await fleet()).plan({
      eu: [opened(EU.account), leadingTo(US, US, EU)],
      us: [opened(EU.account)],
    })
    expect(needs(plan)['eu bridge["registry"]']).toEqual(['eu gate["registry"]', 'us gate["registry"]'])
  })

  test('does not wait where the run has it not, where it goes, or where nothing changes', async () => {
    const ecr = await fleet()
    const elsewhere = { account: US.account, region: 'eu-north-1' }
    expect(
      needs(await ecr.plan({ eu: [leadingTo(elsewhere)], us: [opened(EU.account)] }))['eu bridge["registry"]'],
    ).toEqual([])
    await ecr.apply({ us: [opened(EU.account)] })
    expect(needs(await ecr.plan({ eu: [leadingTo(US)], us: [opened(EU.account)] }))).toEqual({
      'eu bridge["registry"]': [],
    })
    const gone: Declared = { ...opened(EU.account), want: null }
    expect(needs(await ecr.plan({ eu: [leadingTo(US)], us: [gone] }))).toEqual({
      'eu bridge["registry"]': [],
      'us gate["registry"]': [],
    })
  })

  test('of a kind that stands behind it in the list waits for nothing, and so never for itself', async () => {
    const back = { ...opened(EU.account), kind: 'bridge', address: 'bridge["registry"]' } as const
    const plan = await (await fleet()).plan({
      eu: [leadingTo(US)],
      us: [{ ...back, want: { rules: [{ account: EU.account, region: EU.region }] } }],
    })
    expect(needs(plan)).toEqual({ 'eu bridge["registry"]': [], 'us bridge["registry"]': [] })
  })
})

describe('guards', () => {
  /** Two images in `app` of each. */
  async function held(): Promise<Fleet> {
    const ecr = await fleet()
    await ecr.apply({ eu: [repository('app')], us: [repository('app')] })
    for (const { account: accessKey, region } of [EU, US]) {
      const client = clientOf(ecr.emulator, { accessKey, region })
      for (const content of ['one', 'two']) await pushImage(client, 'app', content)
      client.destroy()
    }
    return ecr
  }

  test.each([
    [1, ['2 images would expire, guards.expireImages.max is 1']],
    [2, []],
  ])('hold over all targets together: at most %i', async (max, refused) => {
    const ecr = await held()
    const plan = await ecr.plan({ eu: [expiring('app')], us: [expiring('app')] }, { guards: { expireImages: { max } } })
    expect(plan.refused.map(({ summary }) => summary)).toEqual(refused)
  })
})

test('the same targets make the same bytes', async () => {
  const ecr = await fleet()
  const wanted = { eu: [repository('bb'), repository('aa'), leadingTo(US)], us: [repository('aa'), opened(EU.account)] }
  expect(JSON.stringify(await ecr.plan(wanted))).toBe(JSON.stringify(await ecr.plan(wanted)))
})

test('no more targets are read at once than may, and each once', async () => {
  let [running, most] = [0, 0]
  const targets = Array.from({ length: TARGETS_AT_ONCE + 20 }, (_, index) => ({
    ...EU,
    name: `t${index}`,
    region: `r${index}`,
  }))
  const undertakings = targets.map(
    (target): Undertaking => ({
      target,
      plan: async () => {
        most = Math.max(most, ++running)
        const { reader } = scripted(holding({}))
        const surroundings = { reader, images: NO_IMAGES, inUse: () => [], now: NOW, emit: QUIETLY.emit }
        for (let turn = 0; turn < 20; turn += 1) await new Promise(resolve => setImmediate(resolve))
        const part = await planTarget(intentFrom([repository('aa')]), surroundings, target)
        running -= 1
        return part
      },
    }),
  )
  const plan = await planTargets(undertakings, { manifest: MANIFEST, guards: {}, version: '0', emit: QUIETLY.emit })
  expect([plan.changes.length, most]).toEqual([TARGETS_AT_ONCE + 20, TARGETS_AT_ONCE])
  expect(plan.changes.map(({ target }: Change) => target)).toEqual(targets.map(({ name }) => name))
})
