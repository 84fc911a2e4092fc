import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml'
import type { Fields } from '../../model.ts'
import { clipped, withCommas } from '../../words.ts'
import { notTemplate } from './not-template.ts'

/** A template of CloudFormation is at most 1 MiB, and its functions are no deeper nested than this. */
export const DEEPEST = 100
/** Values, those that aliases repeat counted again. */
const MOST = 250_000

export const tooDeep = () => notTemplate(`It is more than ${DEEPEST} levels deep.`)

/** The nodes of a YAML document as JSON in which each short tag is the function that it stands for: `!Ref A` is `{ Ref: A }`. */
export class Nodes {
  readonly #document: Document
  readonly #targets = new Map<Alias, unknown>()
  #count = 0

  constructor(document: Document) {
    this.#document = document
  }

  /** @throws EcrsyncError INVALID_IMPORT where it is no template, or more than one can hold */
  valueOf(node: unknown, depth = 0): unknown {
    this.#count += 1
    if (this.#count > MOST) throw notTemplate(`With its aliases it holds more than ${withCommas(MOST)} values.`)
    if (depth > DEEPEST) throw tooDeep()
    if (isAlias(node)) return this.valueOf(this.#target(node), depth + 1)
    const value = this.#plain(node, depth)
    const { tag = '' } = (node ?? {}) as Partial<Node>
    return /^![a-zA-Z]/.test(tag) ? functionOf(tag.slice(1), value) : value
  }

  #target(alias: Alias): unknown {
    const target = this.#targets.get(alias) ?? alias.resolve(this.#document)
    if (target === undefined) throw notTemplate(`Nothing is anchored as *${clipped(alias.source)}.`)
    this.#targets.set(alias, target)
    return target
  }

  #plain(node: unknown, depth: number): unknown {
    if (isSeq(node)) return node.items.map(item => this.valueOf(item, depth + 1))
    if (isMap(node)) return this.#map(node.items, depth)
    return isScalar(node) ? scalarOf(node as Scalar.Parsed) : null
  }

  #map(items: readonly { readonly key: unknown; readonly value: unknown }[], depth: number): Fields {
    const entries = items.map(({ key, value }) => [keyOf(key), this.valueOf(value, depth + 1)] as const)
    refuseTwice(entries.map(([key]) => key))
    return Object.fromEntries(entries)
  }
}

/** @throws EcrsyncError INVALID_IMPORT: of two equal keys one would silently win */
export function refuseTwice(keys: readonly string[]): void {
  const seen = new Set<string>()
  for (const key of keys) {
    if (seen.has(key)) throw notTemplate(`A map has the key ${clipped(key)} twice.`)
    seen.add(key)
  }
}

/** @throws EcrsyncError INVALID_IMPORT where no template has such a key */
export function keyOf(node: unknown): string {
  const key = isScalar(node) ? (node as Scalar.Parsed).source : ''
  if (key === '' || key === '__proto__') throw notTemplate('A map has a key that is no name.')
  if (key === '<<') throw notTemplate('It merges maps by <<, which CloudFormation does not take.')
  return key
}

/** A number that would be written otherwise is a text: the id of an account, or a version. */
const scalarOf = ({ value, source }: Scalar.Parsed): unknown =>
  typeof value === 'number' && String(value) !== source ? source : value

function functionOf(name: string, value: unknown): Fields {
  if (name === 'Ref' || name === 'Condition') return { [name]: value }
  return { [`Fn::${name}`]: name === 'GetAtt' && typeof value === 'string' ? attributeOf(value) : value }
}

/** Ids have no dots, and attributes may. */
export const attributeOf = (text: string): readonly string[] => {
  const at = text.indexOf('.')
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}
