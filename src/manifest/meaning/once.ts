import { isFields } from '../../kinds/canonical.ts'
import { LIVE } from '../../kinds/live.ts'
import type { PlacedPart } from './settings.ts'

/** An answer about the parts of a document, looked for once for all repositories that share them. */
export type Once<T> = (key: string, parts: readonly PlacedPart[], answer: () => T) => T

/** Kept no longer than the texts are, and of no text that only one repository has. */
export function onceForShared<T>(): Once<T> {
  const numbers = new WeakMap<object, number>()
  const answers = new WeakMap<object, Map<string, T>>()
  let count = 0
  const numberOf = (body: unknown): unknown => {
    if (!isObject(body)) return body
    const number = numbers.get(body) ?? ++count
    numbers.set(body, number)
    return number
  }
  return (key, parts, answer) => {
    const first = parts.find(({ body }) => isObject(body))
    if (first === undefined || !parts.every(isShared)) return answer()
    const known = answers.get(first.body as object) ?? new Map<string, T>()
    answers.set(first.body as object, known)
    const id = JSON.stringify([key, ...parts.map(({ body, named, file }) => [numberOf(body), named, file])])
    const found = known.has(id) ? (known.get(id) as T) : answer()
    known.set(id, found)
    return found
  }
}

/** Said by a layer, or under a name. */
const isShared = ({ body, place, isOwn }: PlacedPart): boolean =>
  (isObject(body) || body === LIVE) && place.path[0] !== 'repositories' && !isOwn

const isObject = (body: unknown): body is object => isFields(body) || Array.isArray(body)
