import { KINDS } from '../../src/kinds/index.ts'
import type { DocumentPart, Kind } from '../../src/kinds/kind.ts'
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
  const named: Record<string, unknown> = {}
  const settings = Object.entries(declared).map(([facet, value]) => [
    facet,
    kind.documents && value !== null ? writtenParts(kind, value as readonly DocumentPart[], named) : value,
  ])
  const said = Object.fromEntries(settings)
  return {
    version: 1,
    name: 'acme',
    ...(kind.documents?.named !== undefined && { [kind.documents.named]: named }),
    ...(kind.scope === 'registry' ? { registry: said } : { repositories: { [NAME]: said } }),
  }
}

function writtenParts(kind: Kind, parts: readonly DocumentPart[], named: Record<string, unknown>): unknown {
  const written = parts.map(part => {
    if (part.file !== undefined) return { file: part.file }
    if (part.named === undefined) return part.body
    named[part.named] = part.body
    return part.named
  })
  return kind.documents?.joins ? written : written[0]
}
