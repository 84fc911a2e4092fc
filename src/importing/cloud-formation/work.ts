import { own } from '../../collate.ts'
import { isKnown } from '../../kinds/foreign-resource/properties.ts'
import { FILLED_IN } from '../../kinds/sayable.ts'
import { clipped } from '../../words.ts'
import { holds } from './conditions.ts'
import { evaluate } from './evaluate.ts'
import { NAMED_BY } from './references.ts'
import type { Scope } from './scope.ts'
import { isOurs } from './target-values.ts'
import type { Template, TemplateResource } from './template.ts'

/** What was worked out, and why the rest of it is not known. */
export interface Worked<Value> {
  readonly value: Value
  readonly reasons: readonly string[]
}

/** Works out what a template says. Conditions and names that many use are worked out once. */
export class Work implements Scope {
  readonly template: Template
  readonly given: ReadonlyMap<string, string>
  readonly #known = new Map<string, Worked<unknown>>()
  readonly #begun = new Set<string>()
  #reasons: string[] = []

  constructor(template: Template, given: ReadonlyMap<string, string>) {
    this.template = template
    this.given = given
  }

  /** Undefined, too, where a manifest would fill something else in. */
  valueOf(value: unknown): Worked<unknown> {
    return this.#collect(() => {
      const worked = this.evaluate(value)
      return isOurs(worked) ? worked : this.unknown(FILLED_IN)
    })
  }

  /** Whether a resource is there. */
  isThere(condition: unknown): Worked<boolean | undefined> {
    return this.#collect(() => (condition === undefined ? true : this.condition(String(condition))))
  }

  evaluate(value: unknown): unknown {
    return evaluate(value, this)
  }

  unknown(reason: string): undefined {
    this.#reasons.push(reason)
  }

  condition(name: string): boolean | undefined {
    const value = own(this.template.conditions, name)
    if (value === undefined) return this.unknown(`there is no condition ${clipped(name)}`)
    return this.#once(`condition ${name}`, () => holds(value, this))
  }

  nameOf({ logicalId, type, properties }: TemplateResource): string | undefined {
    const property = own(NAMED_BY, type)
    const said = property && own(properties, property)
    if (said === undefined) return undefined
    const name = this.#once(`name of ${logicalId}`, () => this.evaluate(said))
    return typeof name === 'string' ? name : undefined
  }

  #once<Value>(what: string, make: () => Value): Value | undefined {
    if (this.#begun.has(what)) return this.unknown(`the ${clipped(what)} hangs on itself`)
    const worked = (this.#known.get(what) as Worked<Value> | undefined) ?? this.#first(what, make)
    this.#reasons.push(...worked.reasons)
    return worked.value
  }

  #first<Value>(what: string, make: () => Value): Worked<Value> {
    this.#begun.add(what)
    const worked = this.#collect(make)
    this.#begun.delete(what)
    this.#known.set(what, worked)
    return worked
  }

  #collect<Value>(make: () => Value): Worked<Value> {
    const outer = this.#reasons
    this.#reasons = []
    const value = make()
    const reasons = isKnown(value) ? [] : [...new Set(this.#reasons)]
    this.#reasons = outer
    return { value, reasons }
  }
}
