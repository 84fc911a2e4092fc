import { Document, isMap, isPair, isScalar, isSeq, type Node, Scalar, visit } from 'yaml'
import type { Fields } from '../../../model.ts'

/** Lines that are read at one glance, and columns of what stands in one of them. */
const MOST = 14
const FLOW = 64

/** A value as YAML to paste: what is short in one line, and no more of what is long than shows the form. */
export function linesOf(value: Fields | readonly unknown[], isCut = false): readonly string[] {
  const document = new Document(value, { aliasDuplicateObjects: false, compat: 'yaml-1.1' })
  visit(document, {
    Collection: (_key, node, path) => {
      if (path.length > 1 && isShort(node) && !isOfRepository(path)) node.flow = true
    },
    Pair: (_key, pair, path) => {
      if (isOf(path.at(-2), 'repositories') && isMap(pair.value) && pair.value.items.length === 0)
        pair.value = nothing()
    },
    Scalar: (key, node) => {
      if (key !== 'key' && typeof node.value === 'string' && /[*!:{}[\]$]/.test(node.value))
        node.type = Scalar.QUOTE_DOUBLE
    },
  })
  const lines = document.toString({ lineWidth: 0, flowCollectionPadding: true }).trimEnd().split('\n')
  const shown = lines.slice(0, MOST).map(withTightLists)
  return isCut || lines.length > MOST ? [...shown, '# … and the rest likewise'] : shown
}

/** A list of maps has a line for each. */
const isShort = (node: Node): boolean =>
  !(isSeq(node) && node.items.some(isMap)) && JSON.stringify(node.toJSON()).length <= FLOW

/** Repositories, and the settings of one, have a line each. */
const isOfRepository = (path: readonly unknown[]): boolean =>
  isOf(path.at(-1), 'repositories') || isOf(path.at(-3), 'repositories')

const isOf = (node: unknown, key: string): boolean =>
  isPair(node) && isScalar(node.key) && String(node.key.value) === key

/** A name with nothing after it. */
function nothing(): Scalar {
  const scalar = new Scalar(null)
  scalar.source = ''
  return scalar
}

/** `{ a: [b] }`: the library has one rule for both brackets. */
const withTightLists = (line: string): string =>
  line
    .split(/("(?:\\.|[^"\\])*"|'[^']*')/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/\[ (?=\S|$)/g, '[').replace(/ \]/g, ']')))
    .join('')
