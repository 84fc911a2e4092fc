import { KINDS } from '../../src/kinds/index.ts'
import type { DocumentPart, Documents, Kind } from '../../src/kinds/kind.ts'
import type { Fields } from '../../src/model.ts'
import { CONTEXT } from '../world.ts'
import { setting } from './setting.ts'

export const NAME = 'team/api'

/** A kind with one of its own examples, what that wishes, and what a registry then holds that holds nothing else. */
export interface Example {
  readonly kind: Kind
  readonly declared: Fields
  readonly want: Fields | null
  /** Null for a wish that something must not exist. */
  readonly spec: Fields | null
}

const exampleOf = (kind: Kind, declared: Fields): Example => {
  const [want = null] = kind.want(declared, { ...CONTEXT, repositoryName: NAME }).values() as Iterable<Fields | null>
  const merged = kind.merge(null, want)
  return { kind, declared, want, spec: merged && kind.canonical(merged) }
}

type Examples = readonly (readonly [name: string, example: Example])[]

const examplesOf = (kind: Kind): Examples =>
  kind.examples.map((declared, index) => [`${kind.key} example ${index}`, exampleOf(kind, declared)] as const)

/** Every example of every kind: a new kind is among them unasked. */
export const EXAMPLES: Examples = KINDS.flatMap(examplesOf)

/** The laws hold for a kind of each scope. */
export const LAWFUL: Examples = [...EXAMPLES, ...examplesOf(setting)]

export const SPECS = LAWFUL.flatMap(([name, example]) =>
  example.spec === null ? [] : [[name, { ...example, spec: example.spec }] as const],
)

export const WISHES = LAWFUL.flatMap(([name, example]) =>
  example.want === null ? [] : [[name, { ...example, want: example.want }] as const],
)

/** What a registry may hold before: nothing, or any other example of the same kind. */
export const beforesOf = ({ kind }: Example): readonly (Fields | null)[] => [
  null,
  ...SPECS.filter(([, other]) => other.kind === kind).map(([, { spec }]) => spec),
]

/** The same as somebody would write it in a manifest: documents by name, by file, or in place. */
export function asManifest({ kind, declared }: Example): Fields {
  const named: Named = {}
  const settings = Object.entries(declared).map(([facet, value]) => [facet, written(kind, value, named)])
  const said = Object.fromEntries(settings)
  return {
    version: 1,
    name: 'acme',
    ...named,
    ...(kind.scope === 'registry' ? { registry: said } : { repositories: { [NAME]: said } }),
  }
}

type Named = Record<string, Record<string, unknown>>

function written(kind: Kind, value: unknown, named: Named): unknown {
  if (value === null) return null
  if (kind.documents) return writtenParts(kind.documents, value as readonly DocumentPart[], named)
  return kind.embeds ? mapped(value as Fields, thing => thing && writtenThing(kind, thing as Fields, named)) : value
}

const mapped = (fields: Fields, map: (value: unknown, key: string) => unknown): Fields =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, map(value, key)]))

/** One of many things, some fields of which are documents of other kinds. */
const writtenThing = ({ embeds = [] }: Kind, thing: Fields, named: Named): Fields =>
  mapped(thing, (value, field) =>
    embeds.includes(field) ? written(KINDS.find(({ manifest }) => field in manifest) as Kind, value, named) : value,
  )

function writtenParts({ named: root = '', joins }: Documents, parts: readonly DocumentPart[], named: Named): unknown {
  const forms = parts.map(part => {
    if (part.file !== undefined) return { file: part.file }
    if (part.named === undefined) return part.body
    named[root] = { ...named[root], [part.named]: part.body }
    return part.named
  })
  return joins ? forms : forms[0]
}
