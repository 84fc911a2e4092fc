import { Ajv } from 'ajv'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canonicalJson } from '../../src/kinds/canonical.ts'
import { KINDS } from '../../src/kinds/index.ts'
import type { Path } from '../../src/kinds/kind.ts'
import { pathText } from '../../src/kinds/path.ts'
import { manifestSchema } from '../../src/manifest/form/schema.ts'
import type { Fields } from '../../src/model.ts'
import { compare, differenceOf } from '../../src/plan/diff.ts'
import { CONTEXT, declared } from '../world.ts'
import { asManifest, beforesOf, EXAMPLES, type Example, LAWFUL, NAME, SPECS, WISHES } from './examples.ts'
import { list, setting, unlist } from './setting.ts'
import { expectStated, restated } from './stated.ts'
import { another, at, leavesOf, listsOf, mapsOf, type Node, turned, withAt } from './tree.ts'

beforeAll(() => list(setting))
afterAll(() => unlist(setting))

/** Paths of all changes that a wish comes to over what is there. */
const changedOver = ({ kind, declared: fields }: Example, live: Fields): readonly string[] =>
  compare(declared(kind.key, NAME, fields), live).difference?.paths ?? []

/** What a wish says by field: it leaves the rest as it is. */
const isPatched = ({ kind }: Example): boolean => kind.documents === undefined && kind.one === undefined

const isManaged = (example: Example, [field = '', key]: Path): boolean => {
  const { kind, want } = example
  if (kind.scope === 'registry' && kind.documents === undefined) return Object.hasOwn(want ?? {}, field)
  if (!isPatched(example)) return !kind.facts?.includes(String(field))
  return (
    Object.hasOwn(want ?? {}, field) &&
    (!kind.layering?.byKey?.includes(String(field)) ||
      Object.hasOwn((want as Record<string, object>)[field] as object, key as string))
  )
}

/** Only the order of priorities counts, and an alias may stand for any key: the tests of the kinds have more of both. */
const FREE: Readonly<Record<string, RegExp>> = {
  lifecyclePolicy: /^rules\[\d+\]\.rulePriority$/,
  repository: /^encryptionConfiguration\.kmsKey$/,
  repositoryCreationTemplate: /^lifecyclePolicy\.rules\[\d+\]\.rulePriority$/,
}
const isFree = ({ kind }: Example, path: Path): boolean => FREE[kind.key]?.test(pathText(path)) === true
/** IAM takes a policy without a Version for one of 2008. */
const isDefault = ({ path, value }: Node): boolean => pathText(path) === 'Version' && value === '2008-10-17'

/** With `live`, what is there in another form is somebody else's, and stays beside ours. */
const isExact = ({ declared }: Example): boolean => !JSON.stringify(declared).includes('"live"')

/** Reference A.6 to A.8, B.5 and C.3: lists that ECR takes for sets, statements, and rules, which have numbers. */
const UNORDERED = /(Filters|List|appliedFor|Action|rules|destinations|Statement|Principal\.\w+|Condition\.\S+)$/

describe('merge', () => {
  test.each(LAWFUL)('%s: laid twice is laid once', (_, example) => {
    for (const before of beforesOf(example)) {
      const once = example.kind.merge(before, example.want)
      const twice = example.kind.merge(once && example.kind.canonical(once), example.want)
      expect(twice && example.kind.canonical(twice)).toEqual(once && example.kind.canonical(once))
    }
  })

  test.each(SPECS.filter(([, example]) => isPatched(example)))(
    '%s: a wish for nothing leaves a patched kind as it is',
    (_, { kind, spec }) => expect(kind.merge(spec, {})).toEqual(spec),
  )

  test.each([...KINDS, setting].map(kind => [kind.key, kind] as const))('%s: null over nothing is nothing', (_, kind) =>
    expect(kind.merge(null, null)).toBeNull(),
  )

  test.each(SPECS)('%s: null over it is its end', (_, { kind, spec }) => expect(kind.merge(spec, null)).toBeNull())
})

describe('canonical', () => {
  test.each(SPECS)('%s: is idempotent', (_, { kind, spec }) =>
    expect(JSON.stringify(kind.canonical(spec))).toBe(JSON.stringify(spec)),
  )

  test.each(SPECS)('%s: keeps members that it does not know', (_, { kind, spec }) => {
    for (const path of mapsOf(spec)) {
      const place = [...path, 'notKnown']
      expect([at(kind.canonical(withAt(spec, place, 'kept')), place)].flat()).toEqual(['kept'])
    }
  })

  test.each(SPECS)('%s: does not mind the order of members', (_, { kind, spec }) =>
    expect(canonicalJson(kind.canonical(turned(spec) as Fields))).toBe(canonicalJson(spec)),
  )
})

describe('compare', () => {
  test.each(SPECS)('%s: minds the order of a list where ECR does, and nowhere else', (_, example) => {
    for (const { path, value } of listsOf(example.spec)) {
      const reversed = withAt(example.spec, path, (value as readonly unknown[]).toReversed())
      const isSame = !isManaged(example, path) || UNORDERED.test(pathText(path))
      expect(changedOver(example, reversed).length === 0, pathText(path)).toBe(isSame)
    }
  })

  test.each(SPECS.filter(([, example]) => isExact(example)))(
    '%s: another value of a leaf is a change at exactly that place, if it is managed',
    (_, example) => {
      for (const { path, value } of leavesOf(example.spec).filter(leaf => !isFree(example, leaf.path))) {
        const live = withAt(example.spec, path, another(value))
        expect(changedOver(example, live)).toEqual(isManaged(example, path) ? [pathText(path)] : [])
      }
    },
  )

  test.each(SPECS.filter(([, example]) => example.kind.documents && isExact(example)))(
    '%s: a member that is missing from a document is a change at exactly that place',
    (_, example) => {
      for (const { path } of leavesOf(example.spec).filter(leaf => !isFree(example, leaf.path) && !isDefault(leaf)))
        expect(changedOver(example, withAt(example.spec, path, undefined))).toEqual([pathText(path)])
    },
  )

  test.each(SPECS.filter(([, example]) => example.kind.documents && isExact(example)))(
    '%s: a member that nobody knows in a document is a change at exactly that place',
    (_, example) => {
      for (const path of mapsOf(example.spec)) {
        const place = [...path, 'notKnown']
        expect(changedOver(example, withAt(example.spec, place, 'kept'))).toEqual([pathText(place)])
      }
    },
  )
})

describe('write', () => {
  test.each(LAWFUL)('%s: makes only the calls that the kind says it uses', (_, { kind, want, spec }) => {
    const differences = beforesOf({ kind, want, spec, declared: {} }).flatMap(before => {
      const after = kind.merge(before, want)
      return differenceOf(kind, NAME, before, after && kind.canonical(after)) ?? []
    })
    const actions = differences.flatMap(difference => kind.write(difference, want)).map(({ action }) => action)
    expect(actions.filter(action => !kind.uses.writes.includes(action))).toEqual([])
    expect(differences.length === 0 || actions.length > 0).toBe(true)
  })

  test.each(SPECS.filter(([, { kind }]) => kind.scope === 'registry'))(
    '%s: another value of a leaf is one call, or a delete and a create',
    (_, example) => {
      const { kind, want, spec } = example
      for (const { path, value } of leavesOf(spec)) {
        const before = kind.canonical(withAt(spec, path, another(value)))
        const after = kind.merge(before, want)
        const difference = differenceOf(kind, NAME, before, after && kind.canonical(after))
        const calls = difference ? kind.write(difference, want) : []
        const expected = difference === undefined ? 0 : difference.action === 'replace' ? 2 : 1
        expect(calls, pathText(path)).toHaveLength(expected)
      }
    },
  )
})

describe('manifest', () => {
  const validate = new Ajv({ strict: false }).compile(manifestSchema)

  test.each(EXAMPLES)('%s: the schema accepts it as somebody would write it', (_, example) => {
    validate(asManifest(example))
    expect(validate.errors).toBeNull()
  })

  test.each(LAWFUL)('%s: has nothing that ECR would refuse', (_, { kind, declared }) => {
    const problems = kind.check(declared, { ...CONTEXT, repositoryName: NAME })
    expect(problems.filter(({ severity = 'error' }) => severity === 'error')).toEqual([])
  })

  test.each(WISHES)('%s: the wish does not depend on how often it is asked for', (_, { kind, declared, want }) =>
    expect([...kind.want(declared, { ...CONTEXT, repositoryName: NAME }).values()]).toEqual([want]),
  )
})

/** By the name of its thing, which some examples are not about. */
const namedSpecs = SPECS.flatMap(([name, example]) => {
  const [thing = NAME] = example.kind.want(example.declared, { ...CONTEXT, repositoryName: NAME }).keys()
  return example.kind.states ? [[name, { ...example, thing }] as const] : []
})

describe('states', () => {
  const validate = new Ajv({ strict: false }).compile(manifestSchema)

  test.each(namedSpecs)('%s: makes no difference over that thing, and the same over nothing', (_, example) => {
    expectStated(example.kind, example.thing, example.spec)
  })

  test.each(namedSpecs)('%s: the schema accepts it', (_, { kind, spec, thing }) => {
    const said = restated(kind, thing, spec)?.states ?? {}
    const settings = kind.scope === 'registry' ? { registry: said } : { repositories: { [NAME]: said } }
    validate({ version: 1, name: 'acme', ...settings })
    expect(validate.errors).toBeNull()
  })

  test('there is a kind without only where there is nothing to be read of it by itself', () => {
    const mute = KINDS.filter(({ states, manifest }) => states === undefined && Object.keys(manifest).length > 0)
    expect(mute.map(({ key }) => key)).toEqual(['image', 'setting'])
  })
})
