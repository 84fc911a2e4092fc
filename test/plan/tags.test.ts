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

/** An index that answers these pages, and counts how many are asked for. */
function indexOf(pages: readonly (readonly Tagged[] | EcrsyncError)[], isCertain = true) {
  const asked = { pages: 0 }
  const index: TagIndex = {
    isCertain,
    async *pages() {
      for (const page of pages) {
        asked.pages += 1
        if (page instanceof EcrsyncError) throw page
        yield page
      }
    },
    close() {},
  }
  return { index, asked }
}

interface World {
  readonly wishes: readonly Declared[]
  readonly pages: readonly (readonly Tagged[] | EcrsyncError)[]
  /** What ECR has, by repository; left out: what is wished. */
  readonly really?: Readonly<Record<string, object>>
  readonly isAsked?: boolean
  readonly isCertain?: boolean
  readonly there?: readonly string[]
}

async function planned({ wishes, pages, really = {}, isAsked = false, isCertain = true, there }: World) {
  const listed = there ?? wishes.map(({ name }) => name)
  const ecr = scripted({
    ...holding(Object.fromEntries(listed.map(name => [name, {}]))),
    ListTagsForResource: ({ resourceArn }: { readonly resourceArn: string }) => ({
      tags: tagsOf(really[resourceArn.split(':repository/')[1] ?? ''] ?? TAGS),
    }),
  })
  const { index, asked } = indexOf(pages, isCertain)
  const plan = await makePlan(
    intentFrom(wishes),
    { reader: ecr.reader, tagReading: { index, isAsked }, images: NO_IMAGES, inUse: () => [], now: NOW, ...QUIETLY },
    { name: 'default', region: REGION, account: ACCOUNT },
  )
  return { plan, pages: asked.pages, asked: askedIn(ecr) }
}

/** The repositories whose tags ECR was asked for. */
const askedIn = ({ calls }: Scripted): readonly string[] =>
  calls
    .filter(({ action }) => action === 'ListTagsForResource')
    .map(({ input }) => (input as { resourceArn: string }).resourceArn.split(':repository/')[1] ?? '')

const codes = ({ warnings }: Plan) => warnings.map(({ severity, code }) => `${severity} ${code}`)
const all = (count: number, tags: object = TAGS) => names(count).map(name => tagged(name, tags))

describe('the tags of more than ten repositories', () => {
  test('are read out of the index, and ECR is asked for none', async () => {
    const { plan, pages, asked } = await planned({ wishes: wishes(11), pages: [all(11)] })
    expect({ asked, pages, unchanged: plan.summary.unchanged, warnings: plan.warnings }).toEqual({
      asked: [],
      pages: 1,
      unchanged: 11,
      warnings: [],
    })
  })

  test('are read page by page, as far as somebody waits', async () => {
    const pages = [all(11).slice(0, 4), [], all(11).slice(4), [tagged('stranger')]]
    expect(await planned({ wishes: wishes(11), pages })).toMatchObject({ pages: 3, asked: [] })
  })

  test('are those of ECR where the index says that something is to be done', async () => {
    const stale = [...all(9), tagged('team/app-9', { team: 'other' }), tagged('team/app-10', {})]
    const { plan, asked } = await planned({ wishes: wishes(11), pages: [stale] })
    expect([plan.changes, plan.summary.unchanged]).toEqual([[], 11])
    expect(asked.toSorted()).toEqual(['team/app-10', 'team/app-9'])
  })

  test('that really differ are what ECR says, and not what the index says', async () => {
    const stale = [...all(10), tagged('team/app-10', { team: 'before' })]
    const { plan } = await planned({ wishes: wishes(11), pages: [stale], really: { 'team/app-10': { team: 'now' } } })
    expect(plan.changes.map(({ name, before, after }) => [name, before?.tags, after?.tags])).toEqual([
      ['team/app-10', { team: 'now' }, TAGS],
    ])
  })

  test('are those of ECR where another setting of the repository differs', async () => {
    const immutable = declared('repository', 'team/app-0', { tags: TAGS, imageTagMutability: 'IMMUTABLE' })
    const others = wishes(11).slice(1)
    const { plan, asked } = await planned({ wishes: [immutable, ...others], pages: [all(11)] })
    expect([plan.changes.map(({ paths }) => paths), asked]).toEqual([[['imageTagMutability']], ['team/app-0']])
  })

  test('are not asked for again where another thing of the repository differs', async () => {
    const policy = declared('repositoryPolicy', 'team/app-0', {
      repositoryPolicy: [{ body: { Version: '2012-10-17', Statement: [] } }],
    })
    const { plan, asked } = await planned({ wishes: [...wishes(11), policy], pages: [all(11)] })
    expect([plan.changes.map(({ kind }) => kind), asked]).toEqual([['repositoryPolicy'], []])
  })

  test('that the index has not are none, and then those of ECR', async () => {
    const { plan, asked } = await planned({ wishes: wishes(12), pages: [all(11)] })
    expect([asked, plan.summary.unchanged]).toEqual([['team/app-11'], 12])
    const absent = await planned({ wishes: wishes(12, { legacy: null }), pages: [all(11)] })
    expect([absent.asked, absent.plan.summary.unchanged]).toEqual([[], 12])
  })

  test('of other accounts and of repositories that are gone are nobody’s', async () => {
    const others = [
      { arn: arnOf('team/app-0').replace(ACCOUNT, '999999999999'), tags: tagsOf({ team: 'other' }) },
      tagged('gone', { team: 'other' }),
    ]
    expect(await planned({ wishes: wishes(11), pages: [[...others, ...all(11)]] })).toMatchObject({ asked: [] })
  })

  test('that stand on two pages are the later ones', async () => {
    const twice = [...all(5), tagged('team/app-0', { team: 'before' }), tagged('team/app-0')]
    expect(await planned({ wishes: wishes(11), pages: [twice, all(11).slice(5)] })).toMatchObject({ asked: [] })
  })

  test('are those of ECR from where the index breaks off', async () => {
    const broken = new EcrsyncError('AWS_ERROR', 'GetResources failed with PaginationTokenExpiredException')
    const { plan, asked } = await planned({ wishes: wishes(12), pages: [all(5), broken] })
    expect(asked.toSorted()).toEqual(names(12).slice(5).toSorted())
    expect([plan.summary.unchanged, codes(plan)]).toEqual([12, ['note TAGS_ONE_BY_ONE']])
  })

  test('are asked for in no more pages than there are repositories, where the registry is full of others', async () => {
    const others = Array.from({ length: 40 }, (_, page) => [tagged(`other-${page}`)])
    const { plan, asked, pages } = await planned({ wishes: wishes(12), pages: [...others, all(12)] })
    expect([pages, asked.length, plan.summary.unchanged, plan.warnings]).toEqual([12, 12, 12, []])
  })

  test('of which a bug keeps the index are no notice, but the bug', async () => {
    const bug = new EcrsyncError('INTERNAL', 'A call could not be made')
    await expect(planned({ wishes: wishes(11), pages: [bug] })).rejects.toThrow(bug)
  })
})

describe('the tags of ten repositories or fewer', () => {
  test('are asked of ECR, without a word', async () => {
    const { plan, asked, pages } = await planned({ wishes: wishes(10), pages: [denied] })
    expect([asked.length, pages, plan.warnings]).toEqual([10, 0, []])
  })

  test('are asked of ECR, where more are declared and not there', async () => {
    const there = names(3)
    const { plan, asked, pages } = await planned({ wishes: wishes(20), there, pages: [all(3)] })
    expect([asked.length, pages, plan.summary.create]).toEqual([3, 0, 17])
  })

  test('are asked of ECR, where the others have no wish about tags', async () => {
    const bare = names(20)
      .slice(5)
      .map(name => declared('repository', name, {}))
    expect(await planned({ wishes: [...wishes(5), ...bare], pages: [all(5)] })).toMatchObject({ pages: 0 })
  })

  test('are read out of the index, where that is asked for', async () => {
    expect(await planned({ wishes: wishes(1), pages: [all(1)], isAsked: true })).toMatchObject({ pages: 1, asked: [] })
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
  const policies = names(22).map(name => declared('repositoryPolicy', name, { repositoryPolicy: null }))
  const repositories = names(22).map(name => ({ repositoryName: name, repositoryArn: arnOf(name) }))
  const { reader } = scripted({
    async DescribeRepositories(_, count) {
      if (count === 0) return { repositories: repositories.slice(0, 11), nextToken: '2' }
      isListing.open()
      // Whoever waits for the end of the listing before anything is read would wait for ever.
      await Promise.all([isReading.opened, isLookedUp.opened])
      return { repositories: repositories.slice(11) }
    },
    async GetRepositoryPolicy() {
      isReading.open()
      await isListing.opened
      throw notFound('RepositoryPolicyNotFoundException')
    },
  })
  const index: TagIndex = {
    isCertain: true,
    async *pages() {
      isLookedUp.open()
      yield all(22)
    },
    close() {},
  }
  const plan = await makePlan(
    intentFrom([...wishes(22), ...policies]),
    { reader, tagReading: { index, isAsked: false }, images: NO_IMAGES, inUse: () => [], now: NOW, ...QUIETLY },
    { name: 'default', region: REGION, account: ACCOUNT },
  )
  expect([plan.changes, plan.summary.unchanged]).toEqual([[], 22])
})

test('nobody who says nothing of tags asks for any', async () => {
  const bare = names(20).map(name => declared('repository', name, {}))
  expect(await planned({ wishes: bare, pages: [denied], isAsked: true })).toMatchObject({
    pages: 0,
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
    const { plan, asked, pages } = await planned({ wishes: wishes(15), pages: [failure], ...more })
    expect([asked.length, pages, plan.summary.unchanged, codes(plan)]).toEqual([15, 1, 15, said])
  })

  test('and the note says what to type', async () => {
    const { plan } = await planned({ wishes: wishes(11), pages: [denied] })
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
  const { index } = indexOf([[tagged('team/app-0', {})]])
  const plan = await makePlan(
    intentFrom(wishes(1)),
    { reader, tagReading: { index, isAsked: true }, images: NO_IMAGES, inUse: () => [], now: NOW, ...QUIETLY },
    { name: 'default', region: REGION },
  )
  expect([plan.changes, plan.targets[0]?.unread.map(({ field }) => field)]).toEqual([[], ['tags']])
})
