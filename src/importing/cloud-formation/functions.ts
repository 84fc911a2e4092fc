import { own } from '../../collate.ts'
import { isFields, listOf } from '../../kinds/canonical.ts'
import { isKnown } from '../../kinds/foreign-resource/properties.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import { clipped } from '../../words.ts'
import { attributeOf } from './nodes.ts'
import { attribute, referred } from './references.ts'
import { type Scope, toldBy } from './scope.ts'
import { bounded, substituted } from './substitution.ts'
import { pseudoIn } from './target-values.ts'

type Work = (argument: unknown, scope: Scope) => unknown

/** The functions of CloudFormation that need nothing but the template. Source: "Intrinsic function reference". */
export const FUNCTIONS: Readonly<Record<string, Work>> = {
  Ref: (name, scope) => referred(String(name), scope),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, ...names] = typeof argument === 'string' ? attributeOf(argument) : listOf(argument)
    return attribute(String(logicalId), names.join('.'), scope)
  },
  'Fn::Sub': (argument, scope) => {
    const [text, variables = {}] = typeof argument === 'string' ? [argument] : listOf(argument)
    const values = scope.evaluate(variables)
    return typeof text === 'string' && isFields(values) ? substituted(text, values, scope) : wrong('Fn::Sub', scope)
  },
  'Fn::Join': (argument, scope) => {
    const [separator, list] = known(argument, scope)
    if (!isKnown(list)) return undefined
    if (typeof separator !== 'string' || !Array.isArray(list)) return wrong('Fn::Join', scope)
    return bounded(list.map(String).join(separator), scope)
  },
  'Fn::Select': (argument, scope) => {
    const [index, list] = known(argument, scope)
    if (list === undefined) return undefined
    return Array.isArray(list) && Number(index) in list ? list[Number(index)] : wrong('Fn::Select', scope)
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = known(argument, scope)
    if (text === undefined) return undefined
    if (typeof separator !== 'string' || separator === '' || typeof text !== 'string') return wrong('Fn::Split', scope)
    return hasPlaceholder(text) ? scope.unknown(toldBy(pseudoIn(text))) : text.split(separator)
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, first, second, otherwise] = known(argument, scope)
    return isKnown([map, first, second]) ? mapped([map, first, second].map(String), otherwise, scope) : undefined
  },
  'Fn::If': (argument, scope) => {
    const [name, yes, no] = listOf(argument)
    const isTrue = scope.condition(String(name))
    return isTrue === undefined ? undefined : scope.evaluate(isTrue ? yes : no)
  },
  'Fn::ToJsonString': (argument, scope) => {
    const value = scope.evaluate(argument)
    return isKnown(value) ? bounded(JSON.stringify(value), scope) : undefined
  },
}

/** The arguments of a function, functions in them worked out. */
const known = (argument: unknown, scope: Scope): readonly unknown[] => listOf(scope.evaluate(argument))

const wrong = (name: string, scope: Scope): undefined => scope.unknown(`${name} does not have what it takes`)

/** A template looks up what it needs by its region, which is known only with a target. */
function mapped(path: readonly string[], otherwise: unknown, scope: Scope): unknown {
  const open = path.find(hasPlaceholder)
  if (open !== undefined) return scope.unknown(toldBy(pseudoIn(open)))
  const found = path.reduce<unknown>((at, key) => (isFields(at) ? own(at, key) : undefined), scope.template.mappings)
  if (found !== undefined) return scope.evaluate(found)
  const { DefaultValue } = isFields(otherwise) ? otherwise : {}
  return DefaultValue ?? scope.unknown(`Mappings have nothing at ${clipped(path.join('.'))}`)
}
