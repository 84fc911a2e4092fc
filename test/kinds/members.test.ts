import { describe, expect, test } from 'vitest'
import { WRITES } from '../../src/aws/api.ts'
import { KINDS } from '../../src/kinds/index.ts'
import type { Fields } from '../../src/model.ts'
import { differenceOf } from '../../src/plan/diff.ts'
import { beforesOf, EXAMPLES, type Example, NAME } from './examples.ts'
import { another, leavesOf, withAt } from './tree.ts'

/** What the SDK has and no kind says, and why. */
const UNSAID: Readonly<Record<string, readonly string[]>> = {
  // Exactly the images that were counted are deleted, and then the repository: ECR itself guards.
  DeleteRepository: ['force'],
  // A policy that shuts its writer out is refused.
  SetRepositoryPolicy: ['force'],
  // A tag is taken away, and only where it still points to what the plan showed.
  BatchDeleteImage: ['imageIds[].imageDigest'],
}
/** The registry is always the caller's own. */
const ALWAYS_UNSAID = 'registryId'

/** As the SDK has it: a number for a plain value, or what it is, its members, and the shapes of these. */
type Shape = number | Structure | (() => Shape)
type Structure = readonly [type: number, namespace: string, name: string, traits: unknown, ...inner: readonly unknown[]]

const [LIST, STRUCTURE, OF_PLAIN_VALUES] = [1, 3, 64]

/** Where an input can have a plain value. */
function membersOf(shape: Shape, path = ''): readonly string[] {
  if (typeof shape === 'function') return membersOf(shape(), path)
  if (typeof shape === 'number') return [shape === OF_PLAIN_VALUES ? `${path}[]` : path]
  const [type, , , , inner, shapes] = shape
  if (type === LIST) return membersOf(inner as Shape, `${path}[]`)
  if (type !== STRUCTURE) return [path]
  return (inner as readonly string[]).flatMap((name, index) =>
    membersOf((shapes as readonly Shape[])[index] ?? 0, path === '' ? name : `${path}.${name}`),
  )
}

/** What an input has, in the same words. */
function saidIn(input: unknown, path = ''): readonly string[] {
  if (Array.isArray(input)) return input.flatMap(item => saidIn(item, `${path}[]`))
  if (typeof input !== 'object' || input === null) return [path]
  return Object.entries(input).flatMap(([name, value]) => saidIn(value, path === '' ? name : `${path}.${name}`))
}

/** What may be there before an example: nothing, another example, or itself with another value in one place. */
const befores = (example: Example): readonly (Fields | null)[] => [
  ...beforesOf(example),
  ...leavesOf(example.spec ?? {}).map(({ path, value }) => withAt(example.spec as Fields, path, another(value))),
]

const writesOf = (example: Example) =>
  befores(example).flatMap(before => {
    const { kind, want } = example
    const after = kind.merge(before, want)
    const difference = differenceOf(kind, NAME, before, after && kind.canonical(after))
    return difference ? kind.write(difference, want) : []
  })

const written = EXAMPLES.flatMap(([, example]) => writesOf(example))
const actions = new Set<string>(written.map(({ action }) => action))

/** An SDK with a member more fails here until a kind says it, or somebody has written down why none does. */
describe('what a call can say, some example of a kind says', () => {
  test.each(Object.entries(WRITES).filter(([action]) => actions.has(action)))('%s', (action, Call) => {
    const { schema } = new (Call as unknown as new (input: object) => { readonly schema: readonly Shape[] })({})
    const members = membersOf(schema[4] ?? 0).filter(member => member !== ALWAYS_UNSAID)
    const saying = new Set([
      ...written.flatMap(write => (write.action === action ? saidIn(write.input) : [])),
      ...(UNSAID[action] ?? []),
    ])
    expect([...saying].sort()).toEqual([...members].sort())
  })

  test('and every call that changes the registry is made for one', () => {
    const calls = KINDS.filter(({ scope }) => scope === 'registry').flatMap(({ uses }) => uses.writes)
    expect(calls.filter(action => !actions.has(action))).toEqual([])
  })
})
