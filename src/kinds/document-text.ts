import { begun } from '../names.ts'
import { unsoundness } from '../unsound.ts'
import { isFields } from './canonical.ts'

/** No policy of IAM is nested as deep, and nobody who walks through one should have to count. */
const DEEPEST = 99

/** So many texts are remembered, those that came last: of a registry's many policies, most are a few. ECR has none that is longer. */
const REMEMBERED = { texts: 100, length: 30_720 } as const

/** Made once for what has the same text. */
export function perText<Key, Value>(textOf: (key: Key) => string, make: (key: Key) => Value): (key: Key) => Value {
  const remembered = new Map<string, Value>()
  return key => {
    const text = textOf(key)
    const value = remembered.has(text) ? (remembered.get(text) as Value) : make(key)
    if (text.length > REMEMBERED.length) return value
    remembered.delete(text)
    remembered.set(text, value)
    const [oldest] = remembered.size > REMEMBERED.texts ? remembered.keys() : []
    if (oldest !== undefined) remembered.delete(oldest)
    return value
  }
}

const documentIn = perText((text: string) => text, parsed)

/**
 * Of the same text, the same document: what is made of one is made once.
 *
 * @throws SyntaxError where ECR answers what is no JSON object, or one that is unsound
 */
export const parsedText = <Document>(text = ''): Document => documentIn(text) as Document

function parsed(text: string): unknown {
  const document: unknown = JSON.parse(text)
  if (!isFields(document)) throw new SyntaxError(`A JSON object was expected, not ${begun(text, 80)}`)
  const fault = unsoundness(document, DEEPEST)
  if (fault !== undefined) throw new SyntaxError(`As a policy, ${fault}`)
  return document
}
