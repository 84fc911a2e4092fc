import { isMap, isSeq, type Pair, type YAMLMap } from 'yaml'
import type { Path } from '../../../kinds/kind.ts'
import { clipped } from '../../../words.ts'
import { endOf, isNothing, keyOf, startOf } from '../pairs.ts'
import { shiftedBy } from './columns.ts'
import { isBlank } from './lines.ts'
import type { Mistake, Recognise } from './mistake.ts'
import { MAXIMUM_DEPTH, type Scene } from './scene.ts'

/** Keys that stand beside what they belong to, and not in it: `tags:` and below it, as far left, `team: a`. */
export const beside: Recognise = scene => {
  const { document, error } = scene
  return error === undefined && isMap(document.contents) ? inMap(document.contents, [], scene) : []
}

function inMap(map: YAMLMap, path: Path, scene: Scene): readonly Mistake[] {
  if (map.flow || path.length > MAXIMUM_DEPTH) return []
  const pairs = map.items as readonly Pair[]
  const found: Mistake[] = []
  for (let index = 0; index < pairs.length; index += 1) {
    const pair = pairs[index] as Pair
    const moved = scene.grammar.isOfNames(path) ? 0 : countBelow(pairs, index, path, scene)
    if (moved > 0) found.push(outside(pairs, index, moved, scene))
    else found.push(...inValue(pair.value, [...path, keyOf(pair)], scene))
    index += moved
  }
  return found
}

function inValue(value: unknown, path: Path, scene: Scene): readonly Mistake[] {
  if (isMap(value)) return inMap(value, path, scene)
  if (!isSeq(value) || value.flow) return []
  return value.items.flatMap((item, index) => (isMap(item) ? inMap(item, [...path, index], scene) : []))
}

/** How many of the keys after this one belong to what it holds. */
function countBelow(pairs: readonly Pair[], index: number, path: Path, { grammar }: Scene): number {
  const pair = pairs[index] as Pair
  const inner = innerOf(pair)
  if (inner.isNone) return 0
  const within = [...path, keyOf(pair), ...(inner.item === undefined ? [] : [inner.item])]
  const isMeant = (next: Pair) => {
    const isSimple = !isMap(next.value) && !isSeq(next.value)
    return !isNothing(next.value) && grammar.isMeantWithin({ path, within, key: keyOf(next), isSimple }, inner.isEmpty)
  }
  let end = index + 1
  while (end < pairs.length && isMeant(pairs[end] as Pair)) end += 1
  return end - index - 1
}

interface Inner {
  /** Nothing can stand below it any more. */
  readonly isNone: boolean
  readonly isEmpty: boolean
  /** Of a list, the last item. */
  readonly item?: number
  readonly first?: Pair
}

function innerOf({ value }: Pair): Inner {
  if (isNothing(value)) return { isNone: false, isEmpty: true }
  const last: unknown = isSeq(value) && !value.flow ? value.items.at(-1) : value
  if (!isMap(last) || last.flow) return { isNone: true, isEmpty: false }
  const first = last.items[0] as Pair | undefined
  return {
    isNone: first === undefined,
    isEmpty: false,
    ...(isSeq(value) && { item: value.items.length - 1 }),
    ...(first && { first }),
  }
}

function outside(pairs: readonly Pair[], index: number, moved: number, { lines }: Scene): Mistake {
  const owner = pairs[index] as Pair
  const next = pairs[index + 1] as Pair
  const { first, item } = innerOf(owner)
  const at = startOf(next)
  const delta = first ? lines.before(startOf(first)).length - lines.before(at).length : STEP
  const [from, to] = [lines.lineOf(at), lines.lineOf(endOf(pairs[index + moved] as Pair))]
  const all = Array.from({ length: to - from + 1 }, (_, line) => from + line)
  const name = `${item === undefined ? '' : 'the item of '}${clipped(keyOf(owner))}`
  return {
    offset: at,
    finding: {
      code: 'INDENTATION',
      summary: `${clipped(keyOf(next))} is not indented below ${name}`,
      detail: `It stands beside ${name} and not in it: what belongs to a key is indented below it.`,
      hint: 'Indent it so:',
    },
    edits: all.filter(line => !isBlank(lines.at(line))).map(line => shiftedBy(lines, line, delta)),
  }
}

const STEP = 2
