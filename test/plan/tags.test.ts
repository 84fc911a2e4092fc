import { describe, expect, test } from 'vitest'
import type { Tagged, TagIndex } from '../../src/aws/tagging.ts'
import { EcrsyncError } from '../../src/errors.ts'
import type { Declared, Plan } from '../../src/model.ts'
import { makePlan, NO_IMAGES, QUIETLY } from '../registry.ts'
import { holding, notFound, type Scripted, scripted } from '../scripted.ts'
import { ACCOUNT, arnOf, declared, intentFrom, NOW, REGION } from '../world.ts'

const TAGS = { team: 'app' }
const names = (count: number) => Array.from({ length: count }, (_, index) => `team/app-${index}`)
const wishes = (count: number, tags: object = TAGS) => names(count).map(name => declared('repository', name, { tags }))
const tagsOf = (tags: object) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
const tagged = (name: string, tags: object = TAGS): Tagged => ({ arn: arnOf(name), tags: tagsOf(tags) })
const denied = new EcrsyncError('ACCESS_DENIED', 'GetResources is not allowed', { detail: 'No policy allows it.' })

/** An index that has these, and counts of how many it is asked in each call; of what fails, the call from which on it does. */
function indexOf(has: readonly Tagged[], { isCertain = true, failure, failsAt = 0 }: Failing = {}) {
  const calls: number[] = []
  const called = (count: number) => {
    calls.push(count)
    if (failure && calls.length > failsAt) throw failure
  }
  const index: TagIndex = {
    isCertain,
    // biome-ignore lint/correctness/useYield: nobody owns anything here
    async *pages() {
      throw new Error('Nobody is to look for what a manifest owns')
    },
    async of(arns) {
      called(arns.length)
      return has.filter(({ arn }) => arns.includes(arn))
    },
    close() {},
  }
  return { index, calls }
}

interface Failing {
  readonly isCertain?: boolean
  readonly failure?: EcrsyncError | undefined
  readonly failsAt?: number
}

interface World extends Failing {
  readonly wishes: readonly Declared[]
  readonly has?: readonly Tagged[]
  /** What ECR has, by repository; left out: what is wished. */
  readonly really?: Readonly<Record<string, object>>
  readonly isAsked?: boolean
  readonly there?: readonly string[]
}

async function planned({ wishes, has = [], really = {}, isAsked = false, there, ...failing }: World) {
  const listed = there ?? wishes.map(({ name }) => name)
  const ecr = scripted({
    ...holding(Object.fromEntries(listed.map(name => [name, {}]))),
    ListTagsForResource: ({ resourceArn }: { readonly resourceArn: string }) => ({
      tags: tagsOf(really[resourceArn.split(':repository/')[1] ?? ''] ?? TAGS),
    }),
  })
  const { index, calls } = indexOf(has, failing)
  const plan = await makePlan(
    intentFrom(wishes),
    { reader: ecr.reader, tagReading: { index, isAsked }, images: NO_IMAGES, inUse: () => [], now: NOW, ...QUIETLY },
    { name: 'default', region: REGION, account: ACCOUNT },
  )
  return { plan, calls, asked: askedIn(ecr) }
}

/** The repositories whose tags ECR was asked for. */
const askedIn = ({ calls }: Scripted): readonly string[] =>
  calls
    .filter(({ action }) => action === 'ListTagsForResource')
    .map(({ input }) => (input as { resourceArn: string }).resourceArn.split(':repository/')[1] ?? '')

const codes = ({ warnings }: Plan) => warnings.map(({ severity, code }) => `${severity} ${code}`)
const all = (count: number, tags: object = TAGS) => names(count).map(name => tagged(name, tags))

describe('the tags of more than two repositories', () => {
  test('are read out of the index, and ECR is asked for none', async () => {
    const { plan, calls, asked } = await planned({ wishes: wishes(3), has: all(3) })
    expect({ asked, calls, unchanged: plan.summary.unchanged, warnings: plan.warnings }).toEqual({
      asked: [],
      calls: [3],
      unchanged: 3,
      warnings: [],
    })
  })

  test.each([
    [100, [100]],
    [101, [100, 1]],
    [250, [100, 100, 50]],
  ])('are asked for a hundred a call, those of %i in %j', async (count, calls) => {
    expect(await planned({ wishes: wishes(count), has: all(count) })).toMatchObject({ calls, asked: [] })
  })

  test('are those of ECR where the index says that something is to be done', async () => {
    const stale = [...all(9), tagged('team/app-9', { team: 'other' }), tagged('team/app-10', {})]
    const { plan, asked } = await planned({ wishes: wishes(11), has: stale })
    expect([plan.changes, plan.summary.unchanged]).toEqual([[], 11])
    expect(asked.toSorted()).toEqual(['team/app-10', 'team/app-9'])
  })

  test('that really differ are what ECR says, and not what the index says', async () => {
    const stale = [...all(10), tagged('team/app-10', { team: 'before' })]
    const { plan } = await planned({ wishes: wishes(11), has: stale, really: { 'team/app-10': { team: 'now' } } })
    expect(plan.changes.map(({ name, before, after }) => [name, before?.tags, after?.tags])).toEqual([
      ['team/app-10', { team: 'now' }, TAGS],
    ])
  })

  test('are those of ECR where another setting of the repository differs', async () => {
    const immutable = declared('repository', 'team/app-0', { tags: TAGS, imageTagMutability: 'IMMUTABLE' })
    const others = wishes(11).slice(1)
    const { plan, asked } = await planned({ wishes: [immutable, ...others], has: all(11) })
    expect([plan.changes.map(({ paths }) => paths), asked]).toEqual([[['imageTagMutability']], ['team/app-0']])
  })

  test('are not asked for again where another thing of the repository differs', async () => {
    const policy = declared('repositoryPolicy', 'team/app-0', {
      repositoryPolicy: [{ body: { Version: '2012-10-17', Statement: [] } }],
    })
    const { plan, asked } = await planned({ wishes: [...wishes(11), policy], has: all(11) })
    expect([plan.changes.map(({ kind }) => kind), asked]).toEqual([['repositoryPolicy'], []])
  })

  test('that the index has not are none, and then those of ECR', async () => {
    const { plan, asked } = await planned({ wishes: wishes(12), has: all(11) })
    expect([asked, plan.summary.unchanged]).toEqual([['team/app-11'], 12])
    const absent = await planned({ wishes: wishes(12, { legacy: null }), has: all(11) })
    expect([absent.asked, absent.plan.summary.unchanged]).toEqual([[], 12])
  })

  test('that stand twice in an answer are the later ones', async () => {
    const twice = [tagged('team/app-0', { team: 'before' }), ...all(11)]
    expect(await planned({ wishes: wishes(11), has: twice })).toMatchObject({ asked: [] })
  })

  test('are those of ECR from where the index breaks off', async () => {
    const failure = new EcrsyncError('AWS_ERROR', 'GetResources failed with InternalServiceException')
    const { plan, calls, asked } = await planned({ wishes: wishes(250), has: all(250), failure, failsAt: 1 })
    expect([calls, asked.toSorted()]).toEqual([[100, 100], names(250).slice(100).toSorted()])
    expect([plan.summary.unchanged, codes(plan)]).toEqual([250, ['note TAGS_ONE_BY_ONE']])
  })

  test('are all that the index is asked for, where the registry is full of others', async () => {
    const others = Array.from({ length: 400 }, (_, index) => `other-${index}`)
    const has = [...others.map(name => tagged(name)), ...all(12)]
    const there = [...others, ...names(12)]
    expect(await planned({ wishes: wishes(12), has, there })).toMatchObject({ calls: [12], asked: [] })
  })

  test('of which a bug keeps the index are no notice, but the bug', async () => {
    const failure = new EcrsyncError('INTERNAL', 'A call could not be made')
    await expect(planned({ wishes: wishes(11), failure })).rejects.toThrow(failure)
  })
})

describe('the tags of two repositories or fewer', () => {
  test('are asked of ECR, without a word', async () => {
    const { plan, asked, calls } = await planned({ wishes: wishes(2), failure: denied })
    expect([asked.length, calls, plan.warnings]).toEqual([2, [], []])
  })

  test('are asked of ECR, where more are declared and not there', async () => {
    const there = names(2)
    const { plan, asked, calls } = await planned({ wishes: wishes(20), there, has: all(3) })
    expect([asked.length, calls, plan.summary.create]).toEqual([2, [], 18])
  })

  test('are asked of ECR, where the others have no wish about tags', async () => {
    const bare = names(20)
      .slice(2)
      .map(name => declared('repository', name, {}))
    expect(await planned({ wishes: [...wishes(2), ...bare], has: all(2) })).toMatchObject({ calls: [] })
  })

  test('are read out of the index, where that is asked for', async () => {
    expect(await planned({ wishes: wishes(1), has: all(1), isAsked: true })).toMatchObject({ calls: [1], asked: [] })
  })
})

test('repositories and the index are read while the listing goes on', async () => {
  const gate = () => {
    let open = () => {}
    const opened = new Promise<void>(resolve => {
      open = resolve
    })
    return { open: () => open(), opened }
  }
  const [isListing, isReading, isLookedUp] = [gate(), gate(), gate()]
  const policies = names(220).map(name => declared('repositoryPolicy', name, { repositoryPolicy: null }))
  const repositories = names(220).map(name => ({ repositoryName: name, repositoryArn: arnOf(name) }))
  const { reader } = scripted({
    async DescribeRepositories(_, count) {
      if (count === 0) return { repositories: repositories.slice(0, 110), nextToken: '2' }
      isListing.open()
      // Whoever waits for the end of the listing before anything is read would wait for ever.
      await Promise.all([isReading.opened, isLookedUp.opened])
      return { repositories: repositories.slice(110) }
    },
    async GetRepositoryPolicy() {
      isReading.open()
      await isListing.opened
      throw notFound('RepositoryPolicyNotFoundException')
    },
  })
  const index: TagIndex = {
    ...indexOf([]).index,
    async of(arns) {
      isLookedUp.open()
      return all(220).filter(({ arn }) => arns.includes(arn))
    },
  }
  const plan = await makePlan(
    intentFrom([...wishes(220), ...policies]),
    { reader, tagReading: { index, isAsked: false }, images: NO_IMAGES, inUse: () => [], now: NOW, ...QUIETLY },
    { name: 'default', region: REGION, account: ACCOUNT },
  )
  expect([plan.changes, plan.summary.unchanged]).toEqual([[], 220])
})

test('nobody who says nothing of tags asks for any', async () => {
  const bare = names(20).map(name => declared('repository', name, {}))
  expect(await planned({ wishes: bare, failure: denied, isAsked: true })).toMatchObject({
    calls: [],
    asked: [],
    plan: { warnings: [] },
  })
})

describe('where the index is not to be read, ECR is asked', () => {
  const unreachable = new EcrsyncError('UNREACHABLE', 'Resource Groups Tagging cannot be reached')
  test.each<[string, EcrsyncError, Partial<World>, readonly string[]]>([
    ['with a note, if it is not allowed', denied, {}, ['note TAGS_ONE_BY_ONE']],
    ['with a note, if it fails', unreachable, {}, ['note TAGS_ONE_BY_ONE']],
    ['without a word, if nobody has said that it is there', unreachable, { isCertain: false }, []],
    ['with a note, if it is there and not allowed', denied, { isCertain: false }, ['note TAGS_ONE_BY_ONE']],
    ['with a warning, if it was asked for', denied, { isAsked: true }, ['warning TAGS_ONE_BY_ONE']],
    [
      'with a warning, if it was asked for where nobody has said that it is',
      unreachable,
      { isAsked: true, isCertain: false },
      ['warning TAGS_ONE_BY_ONE'],
    ],
  ])('%s', async (_, failure, more, said) => {
    const { plan, asked, calls } = await planned({ wishes: wishes(15), failure, ...more })
    expect([asked.length, calls, plan.summary.unchanged, codes(plan)]).toEqual([15, [15], 15, said])
  })

  test('and the note says what to type', async () => {
    const { plan } = await planned({ wishes: wishes(11), failure: denied })
    expect(plan.warnings[0]).toEqual({
      severity: 'note',
      code: 'TAGS_ONE_BY_ONE',
      summary: 'Tags were read one repository a call: GetResources is not allowed',
      hint: 'Allow tag:GetResources on *, as the statement Tags of iam-policy.json does; or add --tag-reader ecr.',
    })
  })

  test.each([
    [true, ['warning TAGS_ONE_BY_ONE']],
    [false, []],
  ])('where nothing says where it is, and it was asked for: %s', async (isAsked, said) => {
    const { reader, calls } = scripted({
      ...holding(Object.fromEntries(names(11).map(name => [name, {}]))),
      ListTagsForResource: () => ({ tags: tagsOf(TAGS) }),
    })
    const plan = await makePlan(
      intentFrom(wishes(11)),
      { reader, tagReading: { isAsked }, images: NO_IMAGES, inUse: () => [], now: NOW, ...QUIETLY },
      { name: 'default', region: REGION },
    )
    expect([askedIn({ reader, calls }).length, codes(plan)]).toEqual([11, said])
  })
})

test('tags that cannot be read by ECR either are unread', async () => {
  const { reader } = scripted({
    ...holding({ 'team/app-0': {} }),
    ListTagsForResource: () => {
      throw notFound('ServerException')
    },
  })
  const { index } = indexOf([tagged('team/app-0', {})])
  const plan = await makePlan(
    intentFrom(wishes(1)),
    { reader, tagReading: { index, isAsked: true }, images: NO_IMAGES, inUse: () => [], now: NOW, ...QUIETLY },
    { name: 'default', region: REGION },
  )
  expect([plan.changes, plan.targets[0]?.unread.map(({ field }) => field)]).toEqual([[], ['tags']])
})
