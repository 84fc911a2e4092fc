import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parse as parseYaml,
  type Scalar,
} from 'yaml'
import type { Path } from '../kinds/kind.ts'
import type { Finding } from './diagnostic.ts'

export type Report = (
  offset: number,
  finding: Finding,
  other?: { readonly offset: number; readonly message: string },
) => void

/** Values that aliases may repeat, all in all, before the file is taken for an attack. */
const MAXIMUM_VALUES = 2_000_000
const MAXIMUM_DEPTH = 100

/** The document as plain data: null only where it is written, and everything that YAML would silently bend reported. */
export function readValue(document: Document, report: Report): unknown {
  if (document.contents === null) {
    report(0, {
      code: 'EMPTY_MANIFEST',
      summary: 'The file is empty',
      detail: 'An empty manifest manages nothing, which is rarely meant.',
      hint: 'Begin with:\n    version: 1\n    name: my-platform\n    repositories:\n      team/app:',
    })
    return undefined
  }
  return new Walk(document, report).read(document.contents, [])
}

class Walk {
  readonly #document: Document
  readonly #report: Report
  #count = 0
  #isExhausted = false

  constructor(document: Document, report: Report) {
    this.#document = document
    this.#report = report
  }

  read(node: Node | null | undefined, path: Path): unknown {
    if (this.#isExhausted || this.#isTooMuch(node, path)) return undefined
    if (isAlias(node)) return this.#alias(node, path)
    if (isMap(node)) return this.#map(node as { items: Pair[] }, path)
    if (isSeq(node)) return node.items.map((item, index) => this.#item(item as Node, [...path, index]))
    return isScalar(node) ? this.#scalar(node, path) : null
  }

  #isTooMuch(node: Node | null | undefined, path: Path): boolean {
    this.#count += 1
    this.#isExhausted = this.#count > MAXIMUM_VALUES || path.length > MAXIMUM_DEPTH
    if (this.#isExhausted)
      this.#report(node?.range?.[0] ?? 0, {
        code: 'ALIAS_BOMB',
        summary: 'Aliases in this file repeat without end',
        detail: `Written out, it would hold more than ${MAXIMUM_VALUES.toLocaleString('en')} values or be nested more than ${MAXIMUM_DEPTH} deep.`,
        hint: 'Write the values out, or use defaults and named policies instead of aliases.',
      })
    return this.#isExhausted
  }

  #alias(node: Node & { readonly source: string }, path: Path): unknown {
    const target = isAlias(node) ? node.resolve(this.#document) : undefined
    if (target) return this.read(target, path)
    this.#report(node.range?.[0] ?? 0, unquoted(`*${node.source}`))
    return undefined
  }

  #item(item: Node, path: Path): unknown {
    if (isEmpty(item))
      this.#empty(item, 'A list item with nothing after the dash', 'Write the item, or remove the dash.')
    return this.read(item, path)
  }

  #map({ items }: { items: Pair[] }, path: Path): Readonly<Record<string, unknown>> {
    const seen = new Map<string, number>()
    const entries = items.map(pair => {
      const node = pair.key as Scalar
      const key = String(node.value)
      this.#key(key, node.range?.[0] ?? 0, seen)
      return [key, this.#member(key, pair, path)] as const
    })
    return Object.fromEntries(entries.filter(([key]) => key !== '__proto__'))
  }

  #key(key: string, offset: number, seen: Map<string, number>): void {
    const first = seen.get(key)
    if (first !== undefined)
      this.#report(
        offset,
        {
          code: 'DUPLICATE_KEY',
          summary: `Duplicate key "${key}"`,
          detail: 'Of two equal keys one would silently win.',
          hint: 'Join the two, or remove one.',
        },
        { offset: first, message: `"${key}" is first written here` },
      )
    seen.set(key, first ?? offset)
    if (key === '<<')
      this.#report(offset, {
        code: 'MERGE_KEY',
        summary: 'Merge keys are not read',
        detail: 'YAML 1.2 has no `<<`; what it merges would be missing from the plan.',
        hint: 'Use defaults with match, or named policies.',
      })
    if (key === '__proto__')
      this.#report(offset, {
        code: 'UNKNOWN_KEY',
        summary: 'Unknown key "__proto__"',
        detail: 'No name or setting of ECR is spelled so.',
        hint: 'Remove it.',
      })
  }

  #member(key: string, pair: Pair, path: Path): unknown {
    const value = pair.value as Node | null
    if (!isEmpty(value)) return this.read(value, [...path, key])
    if (path.length === 1 && path[0] === 'repositories') return {}
    this.#empty(
      pair.key as Node,
      `"${key}" has nothing after it`,
      `Write a value; null if it must not exist; or remove the line to leave it as it is.`,
    )
    return undefined
  }

  #empty(node: Node, summary: string, hint: string): void {
    const detail = 'YAML reads nothing as null, and null deletes: a half-typed line must not.'
    this.#report(node.range?.[0] ?? 0, { code: 'EMPTY_VALUE', summary, detail, hint })
  }

  #scalar(node: Scalar, path: Path): unknown {
    if (!isTagValue(path) || node.type !== 'PLAIN' || node.value === null) return node.value
    const source = node.source ?? ''
    if (typeof node.value === 'string' && typeof inYaml11(source) === 'string') return node.value
    this.#report(node.range?.[0] ?? 0, {
      code: 'UNQUOTED',
      summary: `Unquoted tag value ${source}`,
      detail: `YAML reads it as ${kindOf(node.value, source)}, and a tag of AWS is text.`,
      hint: `Quote it: "${source}"`,
    })
    return source
  }
}

/** `*` and `!` begin an alias and a tag in YAML, and a glob in the mind of whoever writes one. */
export const unquoted = (word: string): Finding => ({
  code: 'UNQUOTED',
  summary: `Unquoted ${word}`,
  detail: `In YAML ${word.startsWith('!') ? '`!` begins a type tag' : '`*` begins an alias'}, so this is not read as the text that it looks like.`,
  hint: `Quote it: "${word}"`,
})

/** `a:` and `- ` alone; a quoted empty text is a value. */
const isEmpty = (node: Node | null | undefined): boolean =>
  node === null || node === undefined || (isScalar(node) && node.value === null && node.source === '')

const isTagValue = (path: Path): boolean =>
  path.at(-2) === 'tags' &&
  ((path.length === 4 && path[0] === 'repositories') || (path.length === 4 && path[0] === 'defaults'))

/** Other tools that read the file may follow YAML 1.1, where `yes`, `012` and `1:30` are no texts. */
const inYaml11 = (source: string): unknown => parseYaml(source, { version: '1.1', logLevel: 'silent' })

function kindOf(value: unknown, source: string): string {
  const read = typeof value === 'string' ? inYaml11(source) : value
  return read instanceof Date ? 'a date' : `a ${typeof read}`
}
