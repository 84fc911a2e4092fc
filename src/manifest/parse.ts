import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLError,
} from 'yaml'
import type { Path } from '../kinds/kind.ts'
import type { Source } from '../model.ts'
import { diagnosticAt, type Finding, type Findings } from './diagnostic.ts'
import type { Parsed } from './place.ts'
import { readValue, unquoted } from './value.ts'

export interface TextFile {
  readonly file: string
  readonly directory: string
  readonly text: string
}

/** YAML 1.2 with keys as written. Duplicate keys are found in our own pass: the parser's check takes quadratic time. */
export function parse({ file, directory, text }: TextFile, findings: Findings): Parsed {
  const counter = new LineCounter()
  const document = parseDocument(text, {
    version: '1.2',
    stringKeys: true,
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    lineCounter: counter,
  })
  const lines = text.split('\n')
  const at = (offset: number): Source => {
    const { line, col } = counter.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const parsed = {
    file,
    directory,
    locate: (path: Path) => at(offsetAt(document, path)),
    written: (path: Path) => writtenAt(document, path),
    line: (number: number) => (lines[number - 1] ?? '').replace(/\r$/, ''),
  }
  const report = (offset: number, finding: Finding, other?: { readonly offset: number; readonly message: string }) => {
    const place = { parsed: { ...parsed, value: undefined, locate: () => at(offset) }, path: [] }
    findings.add(diagnosticAt(place, finding, other && [{ source: at(other.offset), message: other.message }]))
  }
  const broken = [...document.errors, ...document.warnings].slice(0, 10)
  for (const error of broken) report(error.pos[0], findingOf(error, text))
  return { ...parsed, value: broken.length > 0 ? undefined : readValue(document, report) }
}

function findingOf({ code, message, pos }: YAMLError, text: string): Finding {
  const word = /^[^\s,\]}]*/.exec(text.slice(pos[0]))?.[0] ?? ''
  if (code === 'TAG_RESOLVE_FAILED' || code === 'BAD_ALIAS') return unquoted(word)
  return {
    code: 'INVALID_YAML',
    summary: SUMMARIES[code] ?? 'The file is not valid YAML',
    detail: message.split('\n')[0] as string,
    hint:
      code === 'MULTIPLE_DOCS'
        ? 'Remove the line `---`, and put each part into a file of its own, named under include.'
        : 'Mend the line above; quote a value that begins with a special character.',
  }
}

const SUMMARIES: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'The file holds several YAML documents',
  RESOURCE_EXHAUSTION: 'The file is nested too deeply',
  TAB_AS_INDENT: 'A tab indents this line',
}

const pairs = new WeakMap<object, ReadonlyMap<string, Pair>>()

function pairOf(map: { items: Pair[] }, key: string): Pair | undefined {
  const index = pairs.get(map) ?? new Map(map.items.map(pair => [String((pair.key as Scalar).value), pair]))
  pairs.set(map, index)
  return index.get(key)
}

/** The nodes on the way down, as far as they are there: pairs for map members, nodes for list items. */
function descend(document: Document, path: Path): readonly (Pair | Node)[] {
  const way: (Pair | Node)[] = document.contents ? [document.contents] : []
  for (const step of path) {
    const last = way.at(-1)
    const node = resolved(isPair(last) ? (last.value as Node | null) : last, document)
    const next = isMap(node)
      ? pairOf(node as { items: Pair[] }, String(step))
      : isSeq(node)
        ? (node.items[Number(step)] as Node | undefined)
        : undefined
    if (next === undefined) break
    way.push(next)
  }
  return way
}

const resolved = (node: Node | null | undefined, document: Document): Node | undefined =>
  isAlias(node) ? node.resolve(document) : (node ?? undefined)

function offsetAt(document: Document, path: Path): number {
  const last = descend(document, path).at(-1)
  return (isPair(last) ? (last.key as Node) : last)?.range?.[0] ?? 0
}

function writtenAt(document: Document, path: Path): string | undefined {
  const last = descend(document, path).at(-1)
  const node = isPair(last) ? last.value : last
  return isScalar(node) ? node.source : undefined
}
