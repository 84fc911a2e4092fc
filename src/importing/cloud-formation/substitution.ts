import { own } from '../../collate.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import { FILLED_IN } from '../../kinds/sayable.ts'
import type { Fields } from '../../model.ts'
import { attributeOf } from './nodes.ts'
import { attribute, referred } from './references.ts'
import type { Scope } from './scope.ts'

/** Texts of ECR are shorter, and each may stand in many others. */
const LONGEST = 100_000

export const bounded = (text: string, scope: Scope): string | undefined =>
  text.length > LONGEST ? scope.unknown('it is longer than any text of ECR') : text

const VARIABLE = /\$\{([^{}]*)\}/g

/** `${Name}` and `${Resource.Attribute}`; `${!Name}` is `${Name}` itself. */
export function substituted(text: string, values: Fields, scope: Scope): string | undefined {
  if (hasPlaceholder(text)) return scope.unknown(FILLED_IN)
  let isWhole = true
  let room = LONGEST
  const made = text.replace(VARIABLE, (_, written: string) => {
    const name = written.trim()
    if (name.startsWith('!')) return `\${${name.slice(1)}}`
    const value = room < 0 ? '' : saidOf(name, values, scope)
    if (!isPlain(value)) isWhole = false
    const piece = String(value)
    room -= piece.length
    return piece
  })
  return isWhole ? bounded(made, scope) : undefined
}

const isPlain = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value)

function saidOf(name: string, values: Fields, scope: Scope): unknown {
  if (Object.hasOwn(values, name)) return own(values, name)
  const [logicalId = '', attributeName] = name.startsWith('AWS::') ? [name] : attributeOf(name)
  return attributeName === undefined ? referred(name, scope) : attribute(logicalId, attributeName, scope)
}
