import fc from 'fast-check'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import type { Change, Impact, Line, Plan, Unread } from '../../src/model.ts'
import { renderPlan } from '../../src/render/plan-text.ts'
import { colored, plain } from '../../src/render/theme.ts'
import { runs } from '../runs.ts'
import { changeIn, planOver, refusedTarget, targetOf, wrongAccount } from './several.ts'

// Laws of a page, over plans of any words.

const word = fc.constantFrom(
  ...['a', 'keeps', 'newest', '30', '→', 'v*', 'untagged', 'organization', 'aws:PrincipalOrgID', 'ecr:BatchGetImage'],
  ...[
    'arn:aws:iam::123456789012:role/release-of-the-platform',
    `sha256:${'0'.repeat(64)}`,
    '日本語のタグ',
    'x'.repeat(90),
  ],
)
const text = fc.array(word, { minLength: 1, maxLength: 14 }).map(words => words.join(' '))
const few = fc.constantFrom('MUTABLE → IMMUTABLE', 'managed-by=ecrsync', 'pull by organization o-abc1234567')
const said = fc.oneof({ weight: 2, arbitrary: few }, text)

const TARGETS = ['prod-eu', 'prod-us', 'fleet/payments/production/eu-west-1']
const REPOSITORIES = ['a', 'team/api', 'team/worker', 'payments/services/a-name-that-is-longer-than-most', 'zoo', '']

const line = fc
  .record({
    form: fc.constantFrom('plain', 'plain', 'field', 'tag', 'added', 'removed', 'raw', 'loses', 'note'),
    text: said,
    at: fc.integer({ min: 1, max: 3000 }),
    label: fc.constantFrom('imageTagMutability', 'encryptionConfiguration'),
    key: fc.constantFrom('team', 'managed-by'),
  })
  .map(({ form, text, at, label, key }): Omit<Line, 'sources'> & { readonly at: number } => {
    if (form === 'field') return { label, key: label, text, at }
    if (form === 'tag') return { label: 'tag', key: `tags.${key}`, sign: '+', text: `${key}=${text}`, at }
    if (form === 'added') return { sign: '+', text: `+ ${text}`, at }
    if (form === 'removed') return { sign: '-', text: `- ${text}`, at }
    if (form === 'raw') return { raw: true, text: `     ${text}`, at }
    return form === 'plain' ? { text, at } : { aside: form === 'loses' ? 'loses' : 'note', text, at }
  })

const amount = fc.record({ images: fc.integer({ min: 0, max: 9 }), bytes: fc.integer({ min: 0, max: 1e9 }) })
const impact: fc.Arbitrary<Impact> = fc
  .record({ expire: amount, archive: amount, isUpperBound: fc.boolean() })
  .map(said => ({
    ...said,
    keep: { images: 1, bytes: 1 },
    tagged:
      said.expire.images > 3 ? [{ digest: 'sha256:0', tags: ['v1', 'latest'], rulePriority: 1, action: 'EXPIRE' }] : [],
    unnamed: 0,
    newlyCondemned: 0,
    pulledLast30Days: said.archive.images,
    byRule: [],
    idleRules: [],
    shadowedRules: [],
    indexes: 0,
    parts: 0,
  }))

const change = fc
  .record({
    target: fc.constantFrom(...TARGETS),
    repository: fc.constantFrom(...REPOSITORIES),
    action: fc.constantFrom('create', 'update', 'delete'),
    kind: fc.constantFrom('lifecyclePolicy', 'repositoryPolicy', 'repository'),
    lines: fc.array(line, { minLength: 1, maxLength: 5 }),
    facts: fc.array(fc.record({ word: fc.constantFrom('MOVES', 'OPENS', 'CLOSES', 'DELETES'), text: said }), {
      maxLength: 2,
    }),
    blocked: fc.option(fc.constantFrom('CANNOT_CHANGE', 'NOT_EMPTY'), { freq: 5 }),
    becomes: fc.option(fc.record({ named: fc.constantFrom('standard', 'org-pull'), does: few, did: said })),
    impact: fc.option(impact),
    isOfNew: fc.boolean(),
    file: fc.constantFrom('ecrsync.yaml', 'teams/a-team-with-a-long-name/repositories/payments.yaml'),
  })
  .map(({ blocked, becomes, impact, isOfNew, file, ...rest }): Change => {
    const { target, repository, lines } = rest
    const reason = lines[0]?.text ?? ''
    const { sources, ...change } = changeIn(target, repository, {
      ...rest,
      ...(blocked && { lines: lines.slice(0, 1).map(({ text, at }) => ({ text, at })) }),
      ...(blocked && { facts: [], blocked: { code: blocked, reason, hint: 'Leave it as it is.' } }),
    })
    return {
      ...change,
      sources: sources.map(source => ({ ...source, file })),
      lines: change.lines.map(line => ({ ...line, sources: line.sources.map(source => ({ ...source, file })) })),
      ...(becomes && !blocked && change.action === 'update' && { becomes }),
      ...(impact && !blocked && { impact }),
      ...(isOfNew && change.action === 'create' && repository !== '' && { isOfNew }),
    } as Change
  })

const unread = fc.record({ repository: fc.constantFrom('team/api', 'zoo'), message: said }).map(
  ({ repository, message }): Unread => ({
    scope: 'repository',
    repository,
    address: `lifecyclePolicy["${repository}"]`,
    label: 'lifecyclePolicy',
    code: 'ACCESS_DENIED',
    message: `${message} on repository/${repository}`,
  }),
)

const plan: fc.Arbitrary<Plan> = fc
  .tuple(fc.array(change, { maxLength: 24 }), fc.array(unread, { maxLength: 3 }), fc.boolean(), fc.boolean())
  .map(([changes, unread, isOne, isRefused]) => {
    const names = isOne ? TARGETS.slice(0, 1) : TARGETS
    const targets = names.map((name, index) => targetOf(name, index === 0 ? { unread, unmanagedNames: ['b/c'] } : {}))
    return planOver(
      isRefused ? [...targets, refusedTarget('x')] : targets,
      changes.map(one => (isOne ? { ...one, target: TARGETS[0] as string } : one)),
      isRefused ? [wrongAccount('x')] : [],
    )
  })

const width = fc.integer({ min: 60, max: 200 })
const WIDE = 10_000

/** Words, without what depends on the line that they are in: colons before names, and files of sources. */
const wordsOf = (page: string): readonly string[] =>
  page
    .split(/\s+/)
    .filter(one => one !== '' && !/^\S*:\d+$/.test(one))
    .map(one => one.replace(/:$/, ''))

test('no line is wider than the page, but for a single word, and no word is cut', () => {
  fc.assert(
    fc.property(plan, width, fc.boolean(), (plan, width, expand) => {
      const page = renderPlan(plan, { theme: plain, width, expand })
      for (const line of page.split('\n')) if (stringWidth(line) > width) expect(line.trim().split(' ')).toHaveLength(1)
      expect(page).not.toMatch(/[^\S\n]$/m)
      const wide = renderPlan(plan, { theme: plain, width: WIDE, expand: true })
      if (expand) expect(wordsOf(page).toSorted()).toEqual(wordsOf(wide).toSorted())
    }),
    { numRuns: runs(120) },
  )
})

test('nothing that changes is lost in a group: with --expand, all of it is there', () => {
  fc.assert(
    fc.property(plan, plan => {
      const page = renderPlan(plan, { theme: plain, width: WIDE, expand: true })
      for (const { repository, lines, facts, blocked } of plan.changes) {
        expect(page).toContain(repository ?? 'the registry')
        const said = lines.filter(({ aside }) => aside === undefined).map(({ text }) => text.trim())
        for (const text of [...said, ...facts.map(fact => fact.text), ...(blocked ? [blocked.hint] : [])])
          expect(page).toContain(text)
      }
    }),
    { numRuns: runs(120) },
  )
})

test('colours change nothing but colours, at any width', () => {
  fc.assert(
    fc.property(plan, width, (plan, width) => {
      const page = renderPlan(plan, { theme: colored, width, expand: false })
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
      expect(page.replace(/\u001b\[\d+m/g, '')).toBe(renderPlan(plan, { theme: plain, width, expand: false }))
    }),
    { numRuns: runs(100) },
  )
})
