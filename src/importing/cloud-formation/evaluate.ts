import { own } from '../../collate.ts'
import { isFields } from '../../kinds/canonical.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import { FILLED_IN } from '../../kinds/sayable.ts'
import type { Fields } from '../../model.ts'
import { FUNCTIONS } from './functions.ts'
import { functionIn, NO_VALUE, type Scope } from './scope.ts'

/** A value of a template with its functions worked out; undefined stands for what is not known. */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') return literal(value, scope)
  if (Array.isArray(value)) return value.map(item => scope.evaluate(item)).filter(item => item !== NO_VALUE)
  if (!isFields(value)) return value
  const [name, argument] = functionIn(value) ?? []
  if (name === undefined) return membersOf(value, scope)
  const work = own(FUNCTIONS, name)
  return work ? work(argument, scope) : scope.unknown(`it hangs on ${name}, which only CloudFormation works out`)
}

const membersOf = (fields: Fields, scope: Scope): Fields =>
  Object.fromEntries(
    Object.entries(fields)
      .map(([key, inner]) => [key, scope.evaluate(inner)] as const)
      .filter(([, inner]) => inner !== NO_VALUE),
  )

function literal(text: string, scope: Scope): string | undefined {
  if (text.includes('{{resolve:')) return scope.unknown('it is looked up elsewhere ({{resolve:…}})')
  return hasPlaceholder(text) ? scope.unknown(FILLED_IN) : text
}
