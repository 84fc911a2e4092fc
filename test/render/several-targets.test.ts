import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Change, PlannedTarget } from '../../src/model.ts'
import { renderPlan } from '../../src/render/plan-text.ts'
import { colored, plain } from '../../src/render/theme.ts'
import { runs } from '../runs.ts'
import { changeIn, failedTarget, planOver, refusedTarget, targetOf, unreadIn, wrongAccount } from './several.ts'

const options = { theme: plain, width: 110, expand: false }
const OPENS = { word: 'OPENS', text: 'ci (444455556666) may push' } as const
const inEach = (targets: readonly PlannedTarget[], change: (target: string) => Change): readonly Change[] =>
  targets.map(({ name }) => change(name))
const pushes = (target: string) =>
  changeIn(target, 'payments/api', {
    kind: 'repositoryPolicy',
    lines: [{ sign: '+', text: 'Allow push to ci (444455556666)' }],
    facts: [OPENS],
  })

test('one target stands in the first line, and nowhere else', () => {
  const plan = planOver([targetOf('prod')], [pushes('prod')])
  expect(renderPlan(plan, options)).toMatchInlineSnapshot(`
    "acme-platform → prod (111122223333, eu-west-1)                                            60 repositories read

      OPENS     payments/api  ci (444455556666) may push

      payments/api
        ~ repositoryPolicy                                                                       ecrsync.yaml:3
            Allow push to ci (444455556666)                                                      :7

      58 repositories unchanged

    Plan: 0 to create, 1 to update, 0 to delete, 0 blocked.
    "
  `)
})

test('two targets have a line each, and what is the same stands once', () => {
  const targets = [targetOf('prod-eu'), targetOf('prod-us', { region: 'us-east-1', account: '222233334444' })]
  const changes = [
    ...inEach(targets, pushes),
    changeIn('prod-us', 'payments/worker', { action: 'create' }),
    changeIn('prod-eu', '', { kind: 'registryPolicy', lines: [{ text: 'the same' }] }),
  ]
  expect(renderPlan(planOver(targets, changes), options)).toMatchInlineSnapshot(`
    "acme-platform → 2 targets                                                                120 repositories read

        prod-eu  111122223333  eu-west-1   60 read  2 changes
        prod-us  222233334444  us-east-1   60 read  2 changes

      OPENS     payments/api  ci (444455556666) may push   in prod-eu, prod-us

      the registry   in prod-eu
        ~ registryPolicy  the same                                                               ecrsync.yaml:7

      payments/api   in prod-eu, prod-us
        ~ repositoryPolicy                                                                       ecrsync.yaml:3
            Allow push to ci (444455556666)                                                      :7
      payments/worker   in prod-us
        + lifecyclePolicy   untagged 7 days                                                      ecrsync.yaml:7

      116 repositories unchanged

    Plan: 1 to create, 3 to update, 0 to delete, 0 blocked.
    "
  `)
})

test('six targets: one refused, one that failed, one read in part', () => {
  const targets = [
    targetOf('dev-eu', { account: '333344445555' }),
    targetOf('dev-us', { account: '333344445555', region: 'us-east-1', unread: [unreadIn('payments/web')] }),
    targetOf('prod-eu'),
    targetOf('prod-us', { region: 'us-east-1' }),
    refusedTarget('prod-ap'),
    failedTarget('prod-cn', 'ECR cannot be reached: No connection to https://ecr.cn-north-1.amazonaws.com.cn', {
      region: 'cn-north-1',
    }),
  ]
  const some = targets.filter(({ name }) => /-(eu|us)$/.test(name))
  const changes = [
    ...inEach(some, pushes),
    ...inEach(some.slice(0, 2), target => changeIn(target, 'payments/web', { action: 'create' })),
    changeIn('prod-eu', 'payments/web', {
      lines: [{ text: 'rule 1 would take v1' }],
      blocked: { code: 'IMAGE_IN_USE', reason: 'rule 1 would take v1', hint: 'Keep it.' },
    }),
  ]
  expect(renderPlan(planOver(targets, changes, [wrongAccount('prod-ap')]), options)).toMatchInlineSnapshot(`
    "acme-platform → 6 targets                                                                240 repositories read

        dev-eu   333344445555  eu-west-1    60 read  2 changes
      ? dev-us   333344445555  us-east-1    60 read  2 changes, 1 unread
        prod-eu  111122223333  eu-west-1    60 read  1 change, 1 blocked
        prod-us  111122223333  us-east-1    60 read  1 change
      ! prod-ap  111122223333  eu-west-1             REFUSED: nothing of it is planned
      ? prod-cn  111122223333  cn-north-1            ECR cannot be reached: No connection to
                                                     https://ecr.cn-north-1.amazonaws.com.cn

      REFUSED   prod-ap: the credentials are of account 999988887777, the target says 111122223333
      OPENS     payments/api  ci (444455556666) may push   in dev-eu, dev-us and 2 more

      payments/api   in dev-eu, dev-us and 2 more
        ~ repositoryPolicy                                                                       ecrsync.yaml:3
            Allow push to ci (444455556666)                                                      :7
      payments/web   in dev-eu, dev-us
        + lifecyclePolicy   untagged 7 days                                                      ecrsync.yaml:7
      payments/web   in dev-us
        ? repositoryPolicy  GetRepositoryPolicy is not allowed
      payments/web   in prod-eu
        ! lifecyclePolicy   rule 1 would take v1                                                 ecrsync.yaml:7
            Keep it.

      232 repositories unchanged
      --expand names and shows all of it

    Plan: 2 to create, 4 to update, 0 to delete, 1 blocked, 2 unread; REFUSED for the target prod-ap.
    "
  `)
})

const fleet = Array.from({ length: 30 }, (_, index) => String(index + 1).padStart(2, '0')).flatMap((team, index) =>
  ['ap-south-1', 'eu-west-1', 'us-east-1'].map(region =>
    targetOf(`fleet/team-${team}/${region}`, { region, account: String(222200000000 + index) }),
  ),
)

describe('ninety targets', () => {
  test('without changes are one line', () =>
    expect(renderPlan(planOver(fleet), options)).toMatchInlineSnapshot(`
      "acme-platform → 90 targets                                                              5400 repositories read

          90 targets   5400 read  No changes   (--expand lists all)

        5220 repositories unchanged

      No changes. 5220 repositories match the manifest.
      "
    `))

  test('with the same change in all are one line, and one change', () =>
    expect(renderPlan(planOver(fleet, inEach(fleet, pushes)), options)).toMatchInlineSnapshot(`
      "acme-platform → 90 targets                                                              5400 repositories read

          90 targets   5400 read  1 change each   (--expand lists all)

        OPENS     payments/api  ci (444455556666) may push   in all 90 targets

        payments/api   in all 90 targets
          ~ repositoryPolicy                                                                       ecrsync.yaml:3
              Allow push to ci (444455556666)                                                      :7

        5220 repositories unchanged

      Plan: 0 to create, 90 to update, 0 to delete, 0 blocked.
      "
    `))

  test('with one dead, one refused and changes in some name those', () => {
    const targets = fleet.map((target, index) => {
      if (index === 4) return failedTarget(target.name, 'ECR cannot be reached')
      return index === 7 ? refusedTarget(target.name) : target
    })
    const changes = [...inEach(fleet.slice(10, 16), pushes), changeIn(fleet[20]?.name ?? '', 'payments/web')]
    const plan = planOver(targets, changes, [wrongAccount(fleet[7]?.name ?? '')])
    expect(renderPlan(plan, options)).toMatchInlineSnapshot(`
      "acme-platform → 90 targets                                                              5280 repositories read

        ? fleet/team-02/eu-west-1  111122223333  eu-west-1              ECR cannot be reached
        ! fleet/team-03/eu-west-1  111122223333  eu-west-1              REFUSED: nothing of it is planned
          7 targets                                           420 read  1 change each
          81 targets                                         4860 read  No changes   (--expand lists all)

        REFUSED   fleet/team-03/eu-west-1: the credentials are of account 999988887777, the target says 111122223333
        OPENS     payments/api  ci (444455556666) may push   in fleet/team-04/eu-west-1, fleet/team-04/us-east-1 and
                                4 more

        payments/api   in fleet/team-04/eu-west-1, fleet/team-04/us-east-1 and 4 more
          ~ repositoryPolicy                                                                       ecrsync.yaml:3
              Allow push to ci (444455556666)                                                      :7
        payments/web   in fleet/team-07/us-east-1
          ~ lifecyclePolicy   untagged 7 days                                                      ecrsync.yaml:7

        5104 repositories unchanged
        --expand names and shows all of it

      Plan: 0 to create, 7 to update, 0 to delete, 0 blocked, 1 unread; REFUSED for the target
      fleet/team-03/eu-west-1.
      "
    `)
  })

  test('of which many failed of the same name some of them, or with --expand all', () => {
    const targets = fleet.map((target, index) =>
      index % 3 === 2 ? failedTarget(target.name, 'The token has expired') : target,
    )
    const text = renderPlan(planOver(targets), options)
    expect(text).toContain('  ? 30 targets: fleet/team-01/us-east-1, fleet/team-02/us-east-1 and 28 more')
    const expanded = renderPlan(planOver(targets), { ...options, expand: true })
    expect(expanded.match(/The token has expired$/gm)).toHaveLength(30)
    expect(expanded.match(/No changes$/gm)).toHaveLength(60)
  })
})

test('of very many refusals the first are said, or with --expand all', () => {
  const names = fleet.slice(0, 20).map(({ name }) => name)
  const plan = planOver(names.map(refusedTarget), [], names.map(wrongAccount))
  const refusals = (expand: boolean) => renderPlan(plan, { ...options, expand }).match(/^ {2}REFUSED.*$/gm)
  expect(refusals(true)).toHaveLength(20)
  expect(refusals(false)).toHaveLength(9)
  expect(refusals(false)?.at(-1)).toBe('  REFUSED   and 12 more')
})

describe('what is said of several targets', () => {
  const targets = [targetOf('prod-eu'), targetOf('prod-us')]

  test('names an endpoint once where it is that of all, and else of each', () => {
    const at = (...endpoints: readonly (string | undefined)[]) =>
      renderPlan(
        planOver(
          targets.map((target, index) => {
            const endpoint = endpoints[index]
            return { ...target, ...(endpoint !== undefined && { endpoint }) }
          }),
        ),
        options,
      )
        .split('\n')
        .slice(0, 4)
        .map(line => line.replaceAll(/ {3,}/g, '  '))
    expect(at('embedded', 'embedded')).toEqual([
      'acme-platform → 2 targets in the embedded ECR  120 repositories read',
      '',
      '  prod-eu  111122223333  eu-west-1  60 read  No changes',
      '  prod-us  111122223333  eu-west-1  60 read  No changes',
    ])
    expect(at(undefined, 'http://localhost:4566')).toEqual([
      'acme-platform → 2 targets  120 repositories read',
      '',
      '  prod-eu  111122223333  eu-west-1  60 read  No changes',
      '  prod-us  111122223333  eu-west-1 at http://localhost:4566  60 read  No changes',
    ])
  })

  test('of several repositories stands once, and with --expand once for those in the same targets', () => {
    const changes = [
      changeIn('prod-eu', 'team/a'),
      changeIn('prod-eu', 'team/b'),
      changeIn('prod-us', 'team/a'),
      changeIn('prod-us', 'team/b'),
      changeIn('prod-us', 'team/c'),
    ]
    const linesOf = (expand: boolean) =>
      renderPlan(planOver(targets, changes), { theme: plain, width: 140, expand }).match(/^ {2}~.*?(?= {4})/gm)
    expect(linesOf(false)).toEqual([
      '  ~ lifecyclePolicy untagged 7 days · 3 repositories: team/a, team/b, team/c   spread over 2 targets',
    ])
    expect(linesOf(true)).toEqual([
      '  ~ lifecyclePolicy untagged 7 days · 2 repositories: team/a, team/b   in prod-eu, prod-us',
      '  ~ lifecyclePolicy untagged 7 days · 1 repository: team/c   in prod-us',
    ])
  })

  test('of registries says each thing once, whatever else is different there', () => {
    const same = { kind: 'registryPolicy', lines: [{ text: 'ReplicateImage by ci' }] }
    const own = (text: string) => ({ kind: 'replicationConfiguration', lines: [{ text }] })
    const changes = [
      changeIn('prod-eu', '', same),
      changeIn('prod-eu', '', own('to us-east-1')),
      changeIn('prod-eu', '', { kind: 'scanningConfiguration', lines: [{ text: 'BASIC' }] }),
      changeIn('prod-us', '', same),
      changeIn('prod-us', '', own('to eu-west-1')),
      changeIn('prod-us', '', { kind: 'scanningConfiguration', lines: [{ text: 'BASIC' }] }),
    ]
    for (const expand of [false, true]) {
      const text = renderPlan(planOver(targets, changes), { ...options, expand })
      expect(text.match(/^ {2}( {2}~|the registry).*$/gm)?.map(line => line.replace(/ {3,}\S*:\d+$/, ''))).toEqual([
        '  the registry   in prod-eu, prod-us',
        '    ~ registryPolicy            ReplicateImage by ci',
        '    ~ scanningConfiguration     BASIC',
        '  the registry   in prod-eu',
        '    ~ replicationConfiguration  to us-east-1',
        '  the registry   in prod-us',
        '    ~ replicationConfiguration  to eu-west-1',
      ])
    }
  })

  test('that differs of one repository stands together, a block for each', () => {
    const changes = [changeIn('prod-us', 'team/a', { lines: [{ text: 'other' }] }), changeIn('prod-eu', 'team/a')]
    expect(renderPlan(planOver(targets, changes), options).match(/^ {2}team.*$/gm)).toEqual([
      '  team/a   in prod-eu',
      '  team/a   in prod-us',
    ])
  })

  test('is of the registry, or becomes of a repository, stands once for all targets that have it', () => {
    const changes = ['prod-eu', 'prod-us'].flatMap(target => [
      changeIn(target, 'team/a', { lines: [{ text: 'alike' }] }),
      changeIn(target, 'team/a', { kind: 'image', lines: [{ text: `own of ${target}` }] }),
      changeIn(target, '', { action: 'create', lines: [{ text: 'alike' }] }),
      changeIn(target, '', { action: 'create', kind: 'registryPolicy', lines: [{ text: `own of ${target}` }] }),
    ])
    expect(
      renderPlan(planOver(targets, changes), options).match(/^ {2}(the registry|team).*$|alike|own of \S+/gm),
    ).toEqual([
      ...['  the registry   in prod-eu, prod-us', 'alike'],
      ...['  the registry   in prod-eu', 'own of prod-eu', '  the registry   in prod-us', 'own of prod-us'],
      ...['  team/a   in prod-eu, prod-us', 'alike'],
      ...['  team/a   in prod-eu', 'own of prod-eu', '  team/a   in prod-us', 'own of prod-us'],
    ])
  })

  test('names a line of the manifest only where it is the line of all', () => {
    const line = (at: number) => ({ lines: [{ text: 'untagged 7 days', at }] })
    const changes = [changeIn('prod-eu', 'team/a', line(4)), changeIn('prod-us', 'team/a', line(5))]
    expect(renderPlan(planOver(targets, changes), options)).toMatch(/untagged 7 days$/m)
  })

  test('cannot change, of several repositories, stands once with its targets', () => {
    const fixed = { code: 'CANNOT_CHANGE', reason: 'AES256, declared KMS', hint: 'Declare what it has.' }
    const changes = targets.flatMap(({ name }) =>
      ['team/a', 'team/b'].map(repository =>
        changeIn(name, repository, { lines: [{ text: 'AES256, declared KMS' }], blocked: fixed }),
      ),
    )
    const text = renderPlan(planOver(targets, changes), options)
    expect(text).toMatch(
      /^ {2}≠ lifecyclePolicy AES256, declared KMS · 2 repositories .*\n {6}team\/a, team\/b {3}in prod-eu, prod-us$/m,
    )
    expect(text.match(/Declare what it has\./g)).toHaveLength(1)
    expect(text).toContain('· 4 settings cannot change')
    expect(text.match(/No changes$/gm)).toHaveLength(2)
    expect(text).toMatch(/No changes\. 116 repositories match the manifest\.\n$/)
  })

  test('adds up in the last lines', () => {
    const unmanaged = targets.map(target => ({ ...target, unmanaged: 2 }))
    expect(renderPlan(planOver(unmanaged), options)).toContain(
      '  116 repositories unchanged · 4 are not in this manifest',
    )
  })

  test('has the same letters with colours', () => {
    const plan = planOver([...targets, refusedTarget('x')], inEach(targets, pushes), [wrongAccount('x')])
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    expect(renderPlan(plan, { ...options, theme: colored }).replace(/\u001b\[\d+m/g, '')).toBe(
      renderPlan(plan, options),
    )
  })
})

/** What a page says of places, with its symbol and its text: of several in a line, of one below its heading. */
function placesSaid(page: string): readonly string[] {
  let heading: readonly string[] = []
  return page.split('\n').flatMap(line => {
    const [, names = '', targets = ''] =
      /(?: · \d+ repositor\w+: |^ {2})(team.*?) {3}in (.*?)(?: \(all\))?(?: {3,}.*)?$/.exec(line) ?? []
    const places = targets.split(', ').flatMap(target => names.split(', ').map(name => `${target} ${name}`))
    const [, symbol, text] = /^ +([~≠]) lifecyclePolicy +(one|two)/.exec(line) ?? []
    if (names !== '' && symbol === undefined) heading = places
    return symbol === undefined ? [] : (names === '' ? heading : places).map(place => `${place} ${symbol} ${text}`)
  })
}

test('with --expand, every change is said of its repository and its target', () => {
  const names = ['prod-eu', 'prod-us', 'dev', 'lab/a']
  const change = fc.record({
    target: fc.constantFrom(...names),
    repository: fc.constantFrom('team/a', 'team/b', 'team/c'),
    text: fc.constantFrom('one', 'two'),
    isFixed: fc.boolean(),
  })
  fc.assert(
    fc.property(
      fc.uniqueArray(change, { selector: one => JSON.stringify([one.target, one.repository, one.isFixed]) }),
      said => {
        const changes = said.map(({ target, repository, text, isFixed }) =>
          changeIn(target, repository, {
            lines: [{ text }],
            ...(isFixed && { blocked: { code: 'CANNOT_CHANGE', reason: text, hint: 'Leave it.' } }),
          }),
        )
        const plan = planOver(
          names.map(name => targetOf(name)),
          changes,
        )
        const page = renderPlan(plan, { theme: plain, width: 200, expand: true })
        expect(placesSaid(page).toSorted()).toEqual(
          said.map(one => `${one.target} ${one.repository} ${one.isFixed ? '≠' : '~'} ${one.text}`).toSorted(),
        )
        expect(renderPlan(plan, options)).toBe(renderPlan(plan, options))
      },
    ),
    { numRuns: runs(100) },
  )
})

test('one target that is refused is no success', () => {
  const text = renderPlan(planOver([refusedTarget('prod')], [], [wrongAccount('prod')]), options)
  expect(text).toContain(
    '  REFUSED   prod: the credentials are of account 999988887777, the target says 111122223333\n',
  )
  expect(text).toMatch(/Plan: 0 to create, 0 to update, 0 to delete, 0 blocked; REFUSED for the target prod\.\n$/)
})
