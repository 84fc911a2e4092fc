import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  canonicalDocument,
  canonicalRegistryDocument,
  type PolicyDocument,
} from '../../../src/kinds/policy/document.ts'
import { gains, losses } from '../../../src/kinds/policy/evaluation/gains.ts'
import { somebodyNamed } from '../../../src/kinds/policy/evaluation/people.ts'
import { OTHER } from '../../../src/kinds/policy/evaluation/texts.ts'
import { runs } from '../../runs.ts'
import { isAllowed, type Principal, takesAction } from './iam.ts'
import { ASKED, PRINCIPALS, pairs, requestsOf } from './worlds.ts'

const canonical = (policy: unknown) => (policy === null ? null : canonicalDocument(policy as PolicyDocument))
const ofRegistry = (policy: unknown) => (policy === null ? null : canonicalRegistryDocument(policy as PolicyDocument))

type Canonical = (policy: unknown) => PolicyDocument | null

/** Whether what is told is just what is opened, for requests about any of these. */
const checked =
  (canonical: Canonical, resources: readonly (string | undefined)[], tell: typeof gains = gains) =>
  ({ before, after, keys }: { readonly before: unknown; readonly after: unknown; readonly keys: Keys }): void => {
    const classOf = classing([before, after])
    const actions = [...new Map(ASKED.map(action => [classOf(action), action])).values()]
    const isNew = (principal: Principal, action: string) =>
      resources.some(resource =>
        requestsOf(principal, action, keys)
          .map(one => (resource === undefined ? one : { ...one, resource }))
          .some(one => isAllowed(after, one) && !isAllowed(before, one)),
      )
    const opened = PRINCIPALS.flatMap(principal =>
      actions
        .filter(action => isNew(principal, action))
        .map(action => ({ names: namesOf(principal, [before, after]), action: classOf(action) })),
    )
    const found = tell(canonical(before), canonical(after)).flatMap(({ who, actions }) =>
      who.flatMap(({ own }) => [...new Set(actions.map(classOf))].map(action => ({ own, action }))),
    )
    const isSame = ({ names, action }: (typeof opened)[number], gain: (typeof found)[number]) =>
      action === gain.action && names.has(gain.own)
    expect(
      opened.filter(one => !found.some(gain => isSame(one, gain))),
      'opened, and not told',
    ).toEqual([])
    expect(
      found.filter(gain => !opened.some(one => isSame(one, gain))),
      'told, and not opened',
    ).toEqual([])
  }

type Keys = Parameters<typeof requestsOf>[2]

test('who gains which actions is who has some request for them newly allowed', () => {
  fc.assert(fc.property(pairs, checked(canonical, [undefined])), { numRuns: runs(45) })
})

test('who loses which actions is who would have them newly allowed with the sides swapped', () => {
  const swapped: typeof gains = (after, before) => losses(before, after)
  fc.assert(fc.property(pairs, checked(canonical, [undefined], swapped)), { numRuns: runs(45) })
})

const HERE = 'arn:aws:ecr:us-east-1:123456789012:repository'
const RESOURCES = [
  '*',
  'arn:aws:ecr:*',
  `${HERE}/*`,
  `${HERE}/prod/*`,
  `${HERE}/prod/a`,
  `${HERE}/p*`,
  'arn:aws:us-east-1:repository/*',
]
/** One in each class of names that these tell apart. */
const NAMED = ['dev', 'p', 'prod/a', 'prod/b'].map(name => `${HERE}/${name}`)

const about = fc.record({
  key: fc.constantFrom('Resource', 'NotResource'),
  resources: fc.subarray(RESOURCES, { minLength: 1, maxLength: 2 }),
})

test('the same of the policy of a registry, where some request is about some repository', () => {
  const inRegistry = fc
    .record({ pair: pairs, places: fc.array(about, { minLength: 8, maxLength: 8 }) })
    .map(({ pair: { before, after, keys }, places }) => ({
      before: withResources(before, places.slice(0, 4)),
      after: withResources(after, places.slice(4)),
      keys,
    }))
  fc.assert(fc.property(inRegistry, checked(ofRegistry, NAMED)), { numRuns: runs(16) })
})

interface About {
  readonly key: string
  readonly resources: readonly string[]
}

function withResources(policy: unknown, places: readonly About[]): unknown {
  if (policy === null) return null
  const { Statement, ...rest } = policy as { readonly Statement: readonly object[] }
  const placed = Statement.map((statement, index) => {
    const { key, resources } = places[index % places.length] as About
    return { ...statement, [key]: resources }
  })
  return { ...rest, Statement: placed }
}

interface Actions {
  readonly Action?: unknown
  readonly NotAction?: unknown
}

/** Actions that the policies do not tell apart are of one class. */
function classing(policies: readonly unknown[]): (action: string) => string {
  const statements = policies.flatMap(policy => (policy as { Statement: readonly Actions[] } | null)?.Statement ?? [])
  const patterns = statements.flatMap(({ Action, NotAction }) => [Action ?? NotAction].flat().map(String))
  return action => patterns.map(pattern => Number(takesAction(pattern, action))).join('')
}

/** Every name by which somebody can gain something. A service that no policy names is one of the others. */
function namesOf(principal: Principal, policies: readonly unknown[]): ReadonlySet<string> {
  if (principal.kind === 'aws') return somebodyNamed('AWS', principal.arn)?.names ?? new Set()
  const isNamed = JSON.stringify(policies).includes(`"${principal.name}"`)
  return new Set([...(somebodyNamed('Service', principal.name)?.names ?? []), ...(isNamed ? [] : [`Service:${OTHER}`])])
}
