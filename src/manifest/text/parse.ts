import { Composer, CST, type Document, isMap, isScalar, isSeq, Lexer, Parser, YAMLParseError } from 'yaml'
import type { Path } from '../../kinds/kind.ts'
import type { Fields, Source } from '../../model.ts'
import { Budget } from './budget.ts'
import type { Fault } from './fault.ts'
import { diagnosticAt, type Findings } from './findings.ts'
import { Lines } from './mistakes/lines.ts'
import { type Mended, mend } from './mistakes/mend.ts'
import { offsetAt, type Targets, writtenAt } from './nodes.ts'
import type { Parsed } from './place.ts'
import { type Expected, readValue } from './values.ts'
import { faultsIn, notYaml } from './yaml-errors.ts'

export interface TextFile {
  readonly file: string
  /** Relative to the folder of the root. */
  readonly directory: string
  readonly text: string
  /** What it may come to; by itself, as much as a whole manifest. */
  readonly budget?: Budget
}

/** Duplicate keys are found in our own pass: the parser's check takes quadratic time. */
const OPTIONS = { version: '1.2', stringKeys: true, uniqueKeys: false, merge: false, prettyErrors: false } as const

/**
 * YAML 1.2 with keys as written. Of a text with mistakes that are recognised, the value is what was meant; one with other
 * faults has none. Where a fault is about one value, the others are there, and what it stands in is spoilt.
 *
 * @throws EcrsyncError MANIFEST_TOO_LARGE
 */
export function parse(textFile: TextFile, expected: Expected, findings: Findings): Parsed {
  const { file, directory, text, budget = new Budget() } = textFile
  const document = documentIn({ file, text, budget })
  const mended = mendedBy(expected, text, document, file)
  const { value, targets, faults } = read(mended, { expected, budget })
  let lines: Lines | undefined
  const at = (offset: number): Source => {
    lines ??= new Lines(text)
    const line = lines.lineOf(offset)
    return { file, line: line + 1, column: offset - lines.start(line) + 1 }
  }
  const line = (number: number) => {
    lines ??= new Lines(text)
    return lines.at(number - 1)
  }
  for (const { offset, path, finding, other, isHidden } of faults) {
    if (path) findings.spoil({ file }, path)
    const related = other && [{ source: at(other.offset), message: other.message }]
    const shown = isHidden ? () => undefined : line
    findings.add(diagnosticAt({ parsed: { locate: () => at(offset), line: shown }, path: [] }, finding, related))
  }
  const tree = { document: mended.document, targets }
  const locate = (path: Path) => at(mended.before(offsetAt(tree, path)))
  const salvaged = value === undefined ? salvagedOf(mended.document, expected) : undefined
  const written = (path: Path) => writtenAt(tree, path)
  return { file, directory, value, locate, written, line, ...(salvaged && { salvaged }) }
}

function mendedBy({ grammar }: Expected, text: string, document: Document, file: string): Mended {
  if (grammar === undefined) return { text, document, faults: [], before: offset => offset }
  return mend({ text, document }, grammar, changed => documentIn({ file, text: changed, budget: new Budget() }))
}

/** As the library's parseDocument makes it, with each lexeme counted before anything is made of it. */
function documentIn({ file, text, budget }: Required<Omit<TextFile, 'directory'>>): Document {
  const parser = new Parser()
  function* tokens() {
    let isScalar = false
    for (const lexeme of new Lexer().lex(text)) {
      if (!isScalar) budget.takeLexeme(lexeme, file)
      isScalar = lexeme === CST.SCALAR
      yield* parser.next(lexeme)
    }
    yield* parser.end()
  }
  let document: Document | undefined
  for (const next of new Composer(OPTIONS).compose(tokens(), true, text.length)) {
    if (document === undefined) document = next as unknown as Document
    else {
      document.errors.push(new YAMLParseError([next.range[0], next.range[1]], 'MULTIPLE_DOCS', ''))
      break
    }
  }
  return document as Document
}

interface Read {
  readonly value: unknown
  readonly targets: Targets
  readonly faults: readonly Fault[]
}

interface Reading {
  readonly expected: Expected
  readonly budget: Budget
}

/** Faults are where they stand in the text as it is written. */
function read({ document, text, faults: mistakes, before }: Mended, { expected, budget }: Reading): Read {
  const placed = ({ other, ...fault }: Fault): Fault => ({
    ...fault,
    offset: before(fault.offset),
    ...(other && { other: { ...other, offset: before(other.offset) } }),
  })
  const left = faultsIn(document, text).map(placed)
  if (left.length === 0 && isEmpty(document) && expected.whenEmpty)
    return nothing([{ offset: 0, finding: expected.whenEmpty, isHidden: expected.isOfOthers === true }])
  if (expected.isOfOthers && !isMeantFor(document, [...mistakes, ...left], expected))
    return nothing([notYaml((mistakes[0] ?? left[0])?.offset ?? 0)])
  if (left.length > 0) return nothing([...mistakes, ...left])
  const found: Fault[] = []
  const { value, targets } = readValue(document, { expected, budget, report: fault => found.push(placed(fault)) })
  return {
    value: found.every(({ path }) => path !== undefined) ? value : undefined,
    targets,
    faults: [...mistakes, ...found],
  }
}

function salvagedOf({ contents }: Document, { salvage = [] }: Expected): Fields {
  const pairs = isMap(contents) ? contents.items : []
  const lists = pairs.flatMap(({ key, value }) => {
    const name = isScalar(key) ? String(key.value) : ''
    if (!salvage.includes(name) || !isSeq(value)) return []
    return [[name, value.items.flatMap(item => (isScalar(item) && typeof item.value === 'string' ? [item.value] : []))]]
  })
  return Object.fromEntries(lists)
}

const nothing = (faults: readonly Fault[]): Read => ({ value: undefined, targets: new Map(), faults })

/** Nothing is shown of a file that may be any: with mistakes, only of one that holds what belongs there. */
function isMeantFor({ contents }: Document, faults: readonly Fault[], { grammar }: Expected): boolean {
  if (!isMap(contents) || faults.some(({ isSyntax }) => isSyntax)) return false
  return (
    faults.length === 0 || contents.items.some(({ key }) => isScalar(key) && grammar?.rootKeys.has(String(key.value)))
  )
}

const isEmpty = ({ contents }: Document): boolean =>
  contents === null || (isScalar(contents) && contents.value === null)
