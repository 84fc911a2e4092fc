import { canonicalJson, isFields, listOf } from '../../kinds/canonical.ts'
import { isKnown } from '../../kinds/foreign-resource/properties.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import { functionIn, type Scope, toldBy } from './scope.ts'
import { pseudoIn } from './target-values.ts'

/** Whether a condition of a template holds; undefined where that is not known. */
export function holds(value: unknown, scope: Scope): boolean | undefined {
  const [name, argument] = (isFields(value) ? functionIn(value) : undefined) ?? []
  const each = () => listOf(argument).map(one => holds(one, scope))
  switch (name) {
    case 'Condition':
      return scope.condition(String(argument))
    case 'Fn::Not':
      return not(each()[0])
    case 'Fn::And':
      return allOf(each())
    case 'Fn::Or':
      return not(allOf(each().map(not)))
    case 'Fn::Equals':
      return areEqual(listOf(argument), scope)
    default:
      return scope.unknown(`a condition is ${name ?? 'none that CloudFormation has'}`)
  }
}

const not = (one: boolean | undefined): boolean | undefined => (one === undefined ? undefined : !one)

function allOf(all: readonly (boolean | undefined)[]): boolean | undefined {
  if (all.includes(false)) return false
  return all.includes(undefined) ? undefined : true
}

/** As texts. What hangs on the target is equal to itself, and of all else that is not known. */
function areEqual(pair: readonly unknown[], scope: Scope): boolean | undefined {
  const [one, other] = pair.map(value => scope.evaluate(value))
  if (!isKnown(one) || !isKnown(other)) return undefined
  const [a, b] = [textOf(one), textOf(other)]
  if (a === b) return true
  const open = [a, b].find(hasPlaceholder)
  return open === undefined ? false : scope.unknown(toldBy(pseudoIn(open)))
}

const textOf = (value: unknown): string => (typeof value === 'object' ? canonicalJson(value) : String(value))
