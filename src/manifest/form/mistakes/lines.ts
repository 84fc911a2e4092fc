import { Document, isMap, isPair, isScalar, type Node, visit } from 'yaml'
import type { Fields } from '../../../model.ts'

/** Lines that are read at one glance, and columns of what stands in one of them. */
const MOST = 14
const FLOW = 64

/** A value as YAML to paste: what is short in one line, and no more of what is long than shows the form. */
export function linesOf(value: Fields | readonly unknown[], isCut = false): readonly string[] {
  const document = new Document(value, { aliasDuplicateObjects: false, compat: 'yaml-1.1' })
  visit(document, {
    Collection: (_key, node, path) => {
      if (path.length > 1 && JSON.stringify(node.toJSON()).length <= FLOW && !isOf(path.at(-1), 'repositories')) node.flow = true
    },
    Pair: (_key, pair, path) => {
      if (isOf(path.at(-2), 'repositories') && isMap(pair.value) && pair.value.items.length === 0) pair.value = null
    },
  })
  const lines = document.toString({ lineWidth: 0, flowCollectionPadding: true }).trimEnd().split('\n')
  const shown = lines.slice(0, MOST)
  return isCut || lines.length > MOST ? [...shown, '# … and the rest likewise'] : shown
}

const isOf = (node: unknown, key: string): boolean => isPair(node) && isScalar(node.key as Node) && String(node.key) === key
