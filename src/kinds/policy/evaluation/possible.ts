import type { Test } from './condition-test.ts'
import type { Class } from './requests.ts'

/** What a request has to be: all of `hold` is true of it, and of each list in `fail` at least one is not. */
export interface Demand {
  readonly hold: readonly Test[]
  readonly fail: readonly (readonly Test[])[]
}

type Classes = ReadonlyMap<string, readonly Class[]>

/** A policy that takes more tries than this was made to. */
const MAXIMUM_TRIES = 5_000

/** Whether there is such a request; where that takes too long to find out, there may be one. */
export function isPossible({ hold, fail }: Demand, classesOf: (key: string) => readonly Class[]): boolean {
  if (fail.some(tests => tests.every(test => hold.includes(test)))) return false
  const classes = new Map<string, readonly Class[]>()
  for (const { key } of [...hold, ...fail.flat()]) if (!classes.has(key)) classes.set(key, classesOf(key))
  for (const test of hold) {
    const left = ofKey(test, classes).filter(held => held.has(test))
    classes.set(test.key, left)
  }
  if ([...classes.values()].some(left => left.length === 0)) return false
  return search(classes, fail, { left: MAXIMUM_TRIES })
}

interface Tries {
  left: number
}

/** The list with the fewest ways to fail first: each way leaves fewer classes of its key. */
function search(classes: Classes, fail: Demand['fail'], tries: Tries): boolean {
  tries.left -= 1
  if (tries.left < 0) return true
  const open = fail.flatMap(tests => {
    const ways = waysToFail(tests, classes)
    return ways === undefined ? [] : [{ tests, ways }]
  })
  const [first, ...others] = open.toSorted((a, b) => a.ways.length - b.ways.length)
  if (first === undefined) return true
  const rest = others.map(({ tests }) => tests)
  return first.ways.some(([key, left]) => search(new Map([...classes, [key, left]]), rest, tries))
}

/** What is left of a key when one of the tests fails; undefined where one fails in any case. */
function waysToFail(tests: readonly Test[], classes: Classes): readonly Way[] | undefined {
  const ways: Way[] = []
  for (const test of tests) {
    const all = ofKey(test, classes)
    const left = all.filter(held => !held.has(test))
    if (left.length === all.length) return undefined
    if (left.length > 0) ways.push([test.key, left])
  }
  return ways
}

type Way = readonly [key: string, left: readonly Class[]]

const ofKey = ({ key }: Test, classes: Classes): readonly Class[] => classes.get(key) as readonly Class[]
