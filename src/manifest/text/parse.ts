import { Composer, type Document, isMap, isScalar, Lexer, LineCounter, Parser, YAMLParseError } from 'yaml'
import type { Path } from '../../kinds/kind.ts'
import type { Source } from '../../model.ts'
import { Budget } from './budget.ts'
import { diagnosticAt, type Findings } from './findings.ts'
import { offsetAt, type Targets, writtenAt } from './nodes.ts'
import type { Parsed } from './place.ts'
import { type Expected, readValue } from './values.ts'
import { type Fault, faultsIn, notYaml } from './yaml-errors.ts'

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
 * YAML 1.2 with keys as written. A text with a fault has no value; where the fault is about one value, the others are
 * there, and what it stands in is spoilt.
 *
 * @throws EcrsyncError MANIFEST_TOO_LARGE
 */
export function parse(textFile: TextFile, expected: Expected, findings: Findings): Parsed {
  const { file, directory, text, budget = new Budget() } = textFile
  const lineCounter = new LineCounter()
  const document = documentIn({ file, directory, text, budget }, lineCounter)
  const { value, targets, faults } = read(document, text, { expected, budget })
  const at = (offset: number): Source => {
    const { line, col } = lineCounter.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  let lines: readonly string[] | undefined
  const line = (number: number) => {
    lines ??= text.split('\n')
    return (lines[number - 1] ?? '').replace(/\r$/, '')
  }
  for (const { offset, path, finding, other, isHidden } of faults) {
    if (path) findings.spoil({ file }, path)
    const related = other && [{ source: at(other.offset), message: other.message }]
    const shown = isHidden ? () => undefined : line
    findings.add(diagnosticAt({ parsed: { locate: () => at(offset), line: shown }, path: [] }, finding, related))
  }
  const tree = { document, targets }
  const locate = (path: Path) => at(offsetAt(tree, path))
  return { file, directory, value, locate, written: path => writtenAt(tree, path), line }
}

/** As the library's parseDocument makes it, with each lexeme counted before anything is made of it. */
function documentIn({ file, text, budget }: Required<TextFile>, lineCounter: LineCounter): Document {
  const parser = new Parser(lineCounter.addNewLine)
  function* tokens() {
    lineCounter.addNewLine(0)
    let isScalar = false
    for (const lexeme of new Lexer().lex(text)) {
      if (!isScalar) budget.takeLexeme(lexeme, file)
      isScalar = lexeme === SCALAR
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

/** Says that the next lexeme is the text of a scalar. */
const SCALAR = '\u001f'

interface Read {
  readonly value: unknown
  readonly targets: Targets
  readonly faults: readonly Fault[]
}

interface Reading {
  readonly expected: Expected
  readonly budget: Budget
}

function read(document: Document, text: string, { expected, budget }: Reading): Read {
  const faults = [...faultsIn(document, text)]
  if (faults.length === 0 && isEmpty(document) && expected.whenEmpty)
    faults.push({ offset: 0, finding: expected.whenEmpty, isHidden: expected.isOfOthers === true })
  else if (expected.isOfOthers && (faults.some(({ isSyntax }) => isSyntax) || !isMap(document.contents)))
    return { value: undefined, targets: new Map(), faults: [notYaml(faults[0]?.offset ?? 0)] }
  if (faults.length > 0) return { value: undefined, targets: new Map(), faults }
  const { value, targets } = readValue(document, { expected, budget, report: fault => faults.push(fault) })
  return { value: faults.every(({ path }) => path !== undefined) ? value : undefined, targets, faults }
}

const isEmpty = ({ contents }: Document): boolean =>
  contents === null || (isScalar(contents) && contents.value === null)
