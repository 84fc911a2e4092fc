import { type Document, isScalar, LineCounter, parseDocument } from 'yaml'
import type { Path } from '../../kinds/kind.ts'
import type { Source } from '../../model.ts'
import { diagnosticAt, type Findings } from './findings.ts'
import { offsetAt, type Targets, writtenAt } from './nodes.ts'
import type { Parsed } from './place.ts'
import { type Expected, readValue } from './values.ts'
import { type Fault, faultsIn } from './yaml-errors.ts'

export interface TextFile {
  readonly file: string
  /** Relative to the folder of the root. */
  readonly directory: string
  readonly text: string
}

/** Duplicate keys are found in our own pass: the parser's check takes quadratic time. */
const OPTIONS = { version: '1.2', stringKeys: true, uniqueKeys: false, merge: false, prettyErrors: false } as const

/** YAML 1.2 with keys as written; what has a fault has no value. */
export function parse({ file, directory, text }: TextFile, expected: Expected, findings: Findings): Parsed {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { ...OPTIONS, lineCounter })
  const { value, targets, faults } = read(document, text, expected)
  const at = (offset: number): Source => {
    const { line, col } = lineCounter.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const lines = text.split('\n')
  const line = (number: number) => (lines[number - 1] ?? '').replace(/\r$/, '')
  for (const { offset, finding, other } of faults) {
    const related = other && [{ source: at(other.offset), message: other.message }]
    findings.add(diagnosticAt({ parsed: { locate: () => at(offset), line }, path: [] }, finding, related))
  }
  const tree = { document, targets }
  const locate = (path: Path) => at(offsetAt(tree, path))
  return { file, directory, value, locate, written: path => writtenAt(tree, path), line }
}

interface Read {
  readonly value: unknown
  readonly targets: Targets
  readonly faults: readonly Fault[]
}

function read(document: Document, text: string, expected: Expected): Read {
  const faults = [...faultsIn(document, text)]
  if (faults.length === 0 && isEmpty(document) && expected.whenEmpty)
    faults.push({ offset: 0, finding: expected.whenEmpty })
  if (faults.length > 0) return { value: undefined, targets: new Map(), faults }
  const { value, targets } = readValue(document, expected, fault => faults.push(fault))
  return { value: faults.length > 0 ? undefined : value, targets, faults }
}

const isEmpty = ({ contents }: Document): boolean =>
  contents === null || (isScalar(contents) && contents.value === null)
