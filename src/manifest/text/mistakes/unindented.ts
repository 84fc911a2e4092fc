import { isMap, type Pair, type YAMLMap } from 'yaml'
import { meant } from '../../../nearest.ts'
import { clipped } from '../../../words.ts'
import { isNothing, keyOf, startOf } from '../pairs.ts'
import { shiftedBy } from './columns.ts'
import { isBlank } from './lines.ts'
import type { Mistake, Recognise } from './mistake.ts'
import type { Grammar, Scene } from './scene.ts'

/** Entries of a section, such as repositories, that stand beside it and not in it. */
export const unindented: Recognise = scene => {
  const { document, grammar, error } = scene
  const root = document.contents
  if (error !== undefined || !isMap(root) || root.flow) return []
  const pairs = root.items as readonly Pair[]
  return pairs.flatMap((section, index) => {
    const first = pairs[index + 1]
    if (first === undefined || !grammar.sections.has(keyOf(section))) return []
    if (!isEntry(first, section, grammar)) return []
    let rest = index + 2
    while (rest < pairs.length && !grammar.rootKeys.has(keyOf(pairs[rest] as Pair))) rest += 1
    return outside(scene, section, first, pairs[rest])
  })
}

const lastOf = ({ value }: Pair): Pair | undefined =>
  isMap(value) && !value.flow ? (value as YAMLMap).items.at(-1) : undefined

function isEntry(pair: Pair, section: Pair, grammar: Grammar): boolean {
  const key = keyOf(pair)
  if (grammar.rootKeys.has(key) || key.startsWith('x-') || (isMap(section.value) && section.value.flow)) return false
  if (grammar.keys.has(key)) return lastOf(section) !== undefined
  if (meant(key, [...grammar.rootKeys]) !== undefined) return false
  const members = isMap(pair.value) ? (pair.value.items as readonly Pair[]).map(keyOf) : []
  return (
    key.includes('/') ||
    members.some(member => grammar.keys.has(member)) ||
    (isNothing(section.value) && isNothing(pair.value))
  )
}

function outside({ lines, grammar }: Scene, section: Pair, first: Pair, next: Pair | undefined): readonly Mistake[] {
  const [from, to] = [lines.lineOf(startOf(first)), next ? lines.lineOf(startOf(next)) : lines.count]
  const last = lastOf(section)
  const column = last ? lines.before(startOf(last)).length : 2
  const isField = grammar.keys.has(keyOf(first))
  const inner = last && lastOf(last)
  const delta = isField ? (inner ? lines.before(startOf(inner)).length : column + 2) : column
  const owner = isField && last ? keyOf(last) : keyOf(section)
  const all = Array.from({ length: to - from }, (_, index) => from + index).filter(line => !isBlank(lines.at(line)))
  return [
    {
      offset: startOf(first),
      finding: {
        code: 'INDENTATION',
        summary: `${clipped(keyOf(first))} is not indented`,
        detail: `It stands beside ${clipped(owner)} and not in it: what belongs to a key is indented below it.`,
        hint: 'Indent it so:',
      },
      edits: all.map(line => shiftedBy(lines, line, delta)),
    },
  ]
}
