import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  type Node,
  type Pair,
  type Scalar,
} from 'yaml'
import type { Path } from '../../../kinds/kind.ts'
import { isNothing } from '../pairs.ts'
import { contentEnd } from './content.ts'
import { Lines } from './lines.ts'

/** What the form of a file tells of the words that stand in it. */
export interface Grammar {
  /** All keys that have a fixed name, at whatever level. */
  readonly keys: ReadonlySet<string>
  /** Those of the outermost map. */
  readonly rootKeys: ReadonlySet<string>
  /** Those of them that hold entries by name. */
  readonly sections: ReadonlySet<string>
  /** Only a map belongs there. */
  isMapAt(path: Path): boolean
  /** The names of its keys are free, and any of them may have nothing after it. */
  isOfNames(path: Path): boolean
  /** A key has no place in the map that it stands in, and one within another key of that map. */
  isMeantWithin(stray: Stray, isEmpty: boolean): boolean
}

/** A key, the map in which it stands, and another that is before it. */
export interface Stray {
  readonly key: string
  readonly path: Path
  readonly within: Path
  /** Neither a map nor a list. */
  readonly isSimple: boolean
}

export interface ParserError {
  readonly code: string
  readonly message: string
  readonly pos: readonly [number, number]
}

/** A scalar without quotes that has something odd in it, or an alias to nothing: where it stands. */
export interface Odd {
  readonly start: number
  readonly end: number
  /** As it is written, with its line ends. */
  readonly raw: string
  readonly isKey: boolean
  readonly isInFlow: boolean
  readonly isInList: boolean
  /** It is a key with nothing after it, in braces with or without a colon, and elsewhere without. */
  readonly isAlone: boolean
  readonly path: Path
}

const ODD =
  /^[-–—−‐‑“”„‘’«*&]|^\/[/*]|[:：]\S|\S#|[\u00a0\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff]|\s\/\/|=|[,;]$|^(?:\.{3,}|…)/

/** As deep as anything in a manifest; what is deeper is said elsewhere. */
export const MAXIMUM_DEPTH = 120

/** A text as the parser takes it, and what is odd in it. */
export class Scene {
  readonly text: string
  readonly document: Document
  readonly grammar: Grammar
  #lines: Lines | undefined
  #odd: readonly Odd[] | undefined

  constructor(text: string, document: Document, grammar: Grammar) {
    this.text = text
    this.document = document
    this.grammar = grammar
  }

  get lines(): Lines {
    this.#lines ??= new Lines(this.text)
    return this.#lines
  }

  get errors(): number {
    return this.document.errors.length + this.document.warnings.length
  }

  /** What the parser first stumbles over. */
  get error(): ParserError | undefined {
    return this.document.errors[0] ?? this.document.warnings[0]
  }

  get odd(): readonly Odd[] {
    this.#odd ??= oddIn(this.document, this.text)
    return this.#odd
  }

  /** Where what is written before an offset ends: before blanks, comments and line ends. */
  contentBefore(offset: number): number {
    const { lines } = this
    let line = lines.lineOf(offset)
    let end = contentEnd(lines.before(offset))
    while (end === 0 && line > 0) {
      line -= 1
      end = contentEnd(lines.at(line))
    }
    return lines.start(line) + end
  }

  /** It is the first thing in its line, but for dashes. */
  beginsLine(offset: number): boolean {
    return /^[\s\-–—]*$/.test(this.lines.before(offset))
  }
}

interface Above {
  readonly path: Path
  readonly isInFlow: boolean
  readonly isInList: boolean
}

function oddIn(document: Document, text: string): readonly Odd[] {
  const found: Odd[] = []
  const anchors = new Set<string>()

  function node(one: Node | null, above: Above, pair?: Pair): void {
    if (above.path.length > MAXIMUM_DEPTH || !one?.range) return
    if (isAlias(one)) {
      if (!anchors.has(one.source)) add(one, above, pair)
      return
    }
    const { anchor } = one as Scalar
    if (anchor !== undefined) anchors.add(anchor)
    if (isScalar(one)) scalar(one, above, pair)
    else if (isCollection(one)) children(one, above)
  }

  function scalar(one: Scalar, above: Above, pair?: Pair): void {
    const { source = '', anchor } = one
    const [start, end] = one.range as [number, number, number]
    const isPlain = one.type === 'PLAIN' && one.tag === undefined
    const isOdd = ODD.test(source) || text.slice(start, end).includes('\n')
    if ((anchor !== undefined && source === '') || (isPlain && isOdd)) add(one, above, pair)
  }

  function children(
    one: Node & { readonly items: unknown[]; readonly flow?: boolean },
    { path, isInFlow }: Above,
  ): void {
    const isFlow = isInFlow || one.flow === true
    const isInList = !isMap(one)
    for (const [index, item] of one.items.entries()) {
      if (!isPair(item)) {
        node(item as Node, { path: [...path, index], isInFlow: isFlow, isInList })
        continue
      }
      const key = item.key as Node | null
      const at = [...path, String((key as Scalar | null)?.value)]
      node(key, { path: at, isInFlow: isFlow, isInList }, item)
      node(item.value as Node | null, { path: at, isInFlow: isFlow, isInList: false })
    }
  }

  function add(one: Scalar | Alias, { path, isInFlow, isInList }: Above, pair?: Pair): void {
    const [start, valueEnd] = one.range as [number, number, number]
    const isEmpty = isScalar(one) && one.source === ''
    const from = isEmpty ? text.lastIndexOf(`&${one.anchor}`, start) : start
    const end = isEmpty ? from + 1 + (one.anchor as string).length : valueEnd
    const isAlone =
      pair !== undefined && isNothing(pair.value) && (isInFlow || !/^[ \t]*:/.test(text.slice(end, end + 100)))
    found.push({
      start: from,
      end,
      raw: text.slice(from, end),
      isKey: pair !== undefined,
      isInFlow,
      isInList,
      isAlone,
      path,
    })
  }

  node(document.contents, { path: [], isInFlow: false, isInList: false })
  return found
}
