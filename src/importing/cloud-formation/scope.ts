import type { Fields } from '../../model.ts'
import { clipped } from '../../words.ts'
import type { Template, TemplateResource } from './template.ts'

/** A value that is not there: what holds it goes on without it. */
export const NO_VALUE = Symbol('AWS::NoValue')

/** What the functions of a template are worked out with. */
export interface Scope {
  readonly template: Template
  /** By name, of pseudo-parameters as well. */
  readonly given: ReadonlyMap<string, string>
  /** A value with its functions worked out; undefined where it is not known. */
  evaluate(value: unknown): unknown
  /** Told of all that is not known, and why: such a value is undefined. */
  unknown(reason: string): undefined
  /** True, false, or undefined where that hangs on what is not known. */
  condition(name: string): boolean | undefined
  /** What `Ref` answers of a resource of the template. */
  nameOf(resource: TemplateResource): string | undefined
}

/** A function by its one key. */
export const functionIn = (fields: Fields): readonly [name: string, argument: unknown] | undefined => {
  const [[name = '', argument] = [], ...others] = Object.entries(fields)
  return others.length === 0 && (name.startsWith('Fn::') || name === 'Ref' || name === 'Condition')
    ? [name, argument]
    : undefined
}

/** What a value hangs on, and how it is said. */
export const toldBy = (name: string): string => `it hangs on ${clipped(name)}: say --parameter ${clipped(name)}=VALUE`
