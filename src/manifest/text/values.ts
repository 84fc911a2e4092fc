import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from 'yaml'
import type { Path } from '../../kinds/kind.ts'
import { clipped } from '../../words.ts'
import type { Budget } from './budget.ts'
import type { Fault } from './fault.ts'
import type { Finding } from './findings.ts'
import type { Grammar } from './mistakes/scene.ts'
import type { Targets } from './nodes.ts'
import { isNothing } from './pairs.ts'
import { misread, type TextHere, unquoted } from './scalars.ts'

/** What the form of a file says beforehand of its values. */
export interface Expected {
  /** A fault, where nothing at all is written. */
  readonly whenEmpty?: Finding
  /** Named by a manifest, and not by whoever runs this: where it is no YAML with settings, nothing of its text is shown. */
  readonly isOfOthers?: boolean
  /** Only a text belongs here: what any reader of YAML could take for something else must be quoted. */
  textAt?(path: Path): TextHere | undefined
  /** The words that have a place in the file: with them, what is mistyped is told from what is meant. */
  readonly grammar?: Grammar
  /** Keys of the outermost map whose lists of texts are wanted also of a text with errors, as far as the parser sees them. */
  readonly salvage?: readonly string[]
  /** What is wrong with a number, true, false or null as it is written there. */
  scalarAt?(path: Path, source: string): Finding | undefined
  /** What is wrong with a key that stands there; it is then no other one a second time. */
  keyAt?(path: Path, key: KeyHere): Finding | undefined
  /** A key with nothing after it stands for an empty map. */
  mayBeEmpty?(path: Path): boolean
}

/** A key as it is written. */
export interface KeyHere {
  readonly isQuoted: boolean
  /** The last key before it with which nothing is wrong. */
  readonly before: string | undefined
  readonly value: unknown
}

interface Reading {
  readonly expected: Expected
  /** From which values are taken that aliases repeat. */
  readonly budget: Pick<Budget, 'takeRepeated'>
  readonly report: (fault: Fault) => void
}

const MAXIMUM_DEPTH = 100

/** The document as plain data: null only where it is written, and everything that YAML would silently bend reported. */
export function readValue(
  document: Document,
  reading: Reading,
): { readonly value: unknown; readonly targets: Targets } {
  const walk = new Walk(reading)
  return { value: walk.read(document.contents, [], document.contents?.range?.[0] ?? 0), targets: walk.targets }
}

/** `at` is where the key or the list item begins: what a finding points at. */
class Walk {
  readonly targets = new Map<Alias, Node>()
  readonly #expected: Expected
  readonly #budget: Reading['budget']
  readonly #report: Reading['report']
  readonly #anchors = new Map<string, Node>()
  #aliases = 0
  /** The alias in the text that all others are read within. */
  #outermost = 0
  #isStopped = false

  constructor({ expected, budget, report }: Reading) {
    this.#expected = expected
    this.#budget = budget
    this.#report = report
  }

  read(node: Node | null | undefined, path: Path, at: number): unknown {
    if (this.#isStopped || this.#isTooMuch(path, at)) return undefined
    if (isAlias(node)) return this.#alias(node, path, at)
    this.#anchor(node)
    this.#tag(node, path, at)
    if (isMap(node)) return this.#map(node as { items: Pair[] }, path)
    if (isSeq(node)) return node.items.map((item, index) => this.#item(item as Node, [...path, index]))
    return isScalar(node) ? this.#scalar(node, path, at) : null
  }

  #isTooMuch(path: Path, at: number): boolean {
    const isRepeated = this.#aliases > 0
    this.#isStopped = (isRepeated && !this.#budget.takeRepeated()) || path.length > MAXIMUM_DEPTH
    if (this.#isStopped)
      this.#report({ offset: isRepeated ? this.#outermost : at, finding: isRepeated ? ALIAS_BOMB : TOO_DEEP })
    return this.#isStopped
  }

  /** In the order of the text, so that an alias means the last anchor before it; what an alias repeats is known already. */
  #anchor(node: Node | null | undefined): void {
    const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined
    if (anchor !== undefined && node && this.#aliases === 0) this.#anchors.set(anchor, node)
  }

  #alias(alias: Alias, path: Path, at: number): unknown {
    const target = this.targets.get(alias) ?? this.#anchors.get(alias.source)
    if (target === undefined) {
      this.#find(at, path, unquoted(`*${alias.source}`))
      return undefined
    }
    this.targets.set(alias, target)
    if (this.#aliases === 0) this.#outermost = at
    this.#aliases += 1
    const value = this.read(target, path, at)
    this.#aliases -= 1
    return value
  }

  #tag(node: Node | null | undefined, path: Path, at: number): void {
    const tag = node?.tag?.replace(/^tag:yaml\.org,2002:/, '!!')
    if (tag?.startsWith('!!') && !CORE_TAGS.includes(tag)) this.#find(at, path, typeTag(tag))
  }

  #item(item: Node, path: Path): unknown {
    const at = item?.range?.[0] ?? 0
    if (isNothing(item))
      this.#empty(at, path, 'A list item with nothing after the dash', 'Write the item, or remove the dash.')
    return this.read(item, path, at)
  }

  #map({ items }: { items: Pair[] }, path: Path): Readonly<Record<string, unknown>> {
    const seen = new Map<string, number>()
    let before: string | undefined
    const entries = items.map(pair => {
      const node = pair.key as Scalar
      const key = String(node.value)
      const at = node.range?.[0] ?? 0
      this.#anchor(node)
      const value = this.#member(key, pair.value as Node | null, path, at)
      const finding = this.#expected.keyAt?.([...path, key], { isQuoted: node.type !== 'PLAIN', before, value })
      if (finding) this.#find(at, [...path, key], finding)
      else {
        this.#key([...path, key], at, seen)
        before = key
      }
      return [key, value] as const
    })
    return Object.fromEntries(entries.filter(([key]) => key !== '__proto__'))
  }

  #key(path: Path, at: number, seen: Map<string, number>): void {
    const key = String(path.at(-1))
    const first = seen.get(key)
    if (first !== undefined)
      this.#report({
        offset: at,
        path,
        finding: duplicate(key),
        other: { offset: first, message: `"${clipped(key)}" is first written here` },
      })
    seen.set(key, first ?? at)
    if (key === '<<') this.#find(at, path, MERGE_KEY)
    if (key === '__proto__') this.#find(at, path, PROTO)
  }

  #member(key: string, value: Node | null, path: Path, at: number): unknown {
    if (!isNothing(value)) return this.read(value, [...path, key], at)
    if (this.#expected.mayBeEmpty?.([...path, key])) return {}
    const hint =
      'Write a value, or indent the lines that belong to it; null if it must not exist; or remove the line to leave it as it is.'
    this.#empty(at, [...path, key], `"${clipped(key)}" has nothing after it`, hint)
    return undefined
  }

  #empty(at: number, path: Path, summary: string, hint: string): void {
    const detail = 'YAML reads nothing as null, and null deletes: a half-typed line must not.'
    this.#find(at, path, { code: 'EMPTY_VALUE', summary, detail, hint })
  }

  #scalar(node: Scalar, path: Path, at: number): unknown {
    const isPlain = node.type === 'PLAIN' && node.tag === undefined
    const { source = '' } = node
    const finding = isPlain
      ? (this.#expected.scalarAt?.(path, source) ?? misread(node, this.#expected.textAt?.(path)))
      : undefined
    if (finding) this.#find(at, path, finding)
    return node.value
  }

  #find(offset: number, path: Path, finding: Finding): void {
    this.#report({ offset, path, finding })
  }
}

const CORE_TAGS = ['!!str', '!!int', '!!float', '!!bool', '!!null', '!!map', '!!seq']

const typeTag = (tag: string): Finding => ({
  code: 'TYPE_TAG',
  summary: `The type tag ${clipped(tag)} is not read`,
  detail: 'A manifest holds texts, numbers, true and false, null, lists and maps.',
  hint: 'Write the value itself, in quotes if it is a text.',
})

const ALIAS_BOMB: Finding = {
  code: 'ALIAS_BOMB',
  summary: 'Aliases in this file repeat without end',
  detail: `Written out, the files would hold more than 1,000,000 values or be nested more than ${MAXIMUM_DEPTH} deep.`,
  hint: 'Write the values out, or use defaults and named policies instead of aliases.',
}

const TOO_DEEP: Finding = {
  code: 'INVALID_YAML',
  summary: 'The file is nested too deeply',
  detail: `Nothing in a manifest is nested more than ${MAXIMUM_DEPTH} deep.`,
  hint: 'Look for a bracket or a dash too many.',
}

const MERGE_KEY: Finding = {
  code: 'MERGE_KEY',
  summary: 'Merge keys are not read',
  detail: 'YAML 1.2 has no `<<`; what it merges would be missing from the plan.',
  hint: 'Use defaults with match, or named policies.',
}

const PROTO: Finding = {
  code: 'UNKNOWN_KEY',
  summary: 'Unknown key "__proto__"',
  detail: 'No name or setting of ECR is spelled so.',
  hint: 'Remove it.',
}

const duplicate = (key: string): Finding => ({
  code: 'DUPLICATE_KEY',
  summary: `Duplicate key "${clipped(key)}"`,
  detail: 'Of two equal keys one would silently win.',
  hint: 'Join the two, or remove one.',
})
