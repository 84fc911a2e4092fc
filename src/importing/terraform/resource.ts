import { isFields } from '../../kinds/canonical.ts'
import { isFilledIn } from '../../kinds/sayable.ts'
import type { Fields } from '../../model.ts'
import { invalidImport } from '../foreign/invalid.ts'
import type { Resource } from '../foreign/resource.ts'
import { isIdentifier, modulePath } from './address.ts'

/** An instance of a resource that Terraform manages. */
export interface TerraformResource extends Resource {
  /** Its address without the keys of instances and modules: what a `removed` block names. */
  readonly block: string
  /** Which of several providers made it; left out: the file does not say. */
  readonly provider?: string
  /** Of others, in the same form. */
  readonly dependencies: readonly string[]
  /** Properties that no manifest may say. */
  readonly filledIn: readonly string[]
}

/** As a file has it: a module with its keys, and the key of an instance among several. */
export interface Written {
  readonly module: unknown
  readonly type: unknown
  readonly name: unknown
  readonly key?: unknown
  readonly provider?: unknown
  readonly dependencies?: unknown
  readonly properties: unknown
}

/** Of the registries of ECR, private and public. */
export const isOfEcr = (type: unknown): boolean => /^aws_ecr(?:public)?_/.test(String(type))

/** @throws EcrsyncError INVALID_IMPORT */
export function terraformResource({ module = '', type, name, key, properties, ...more }: Written): TerraformResource {
  const path = typeof module === 'string' ? modulePath(module) : undefined
  if (path === undefined || !isName(type) || !isName(name))
    throw notWritten('It names a resource as Terraform never would.')
  const label = `${module ? `${module}.` : ''}${type}.${name}${keyText(key)}`
  if (!isFields(properties)) throw notWritten(`${label} has no attributes.`)
  const filledIn = Object.keys(properties).filter(property => isFilledIn(properties[property]))
  return {
    label,
    block: [path, type, name].filter(Boolean).join('.'),
    type,
    properties: { ...properties, ...Object.fromEntries(filledIn.map(property => [property, undefined])) },
    filledIn,
    ...(typeof more.provider === 'string' && { provider: more.provider }),
    dependencies: Array.isArray(more.dependencies) ? more.dependencies : [],
  }
}

const isName = (value: unknown): value is string => typeof value === 'string' && isIdentifier(value)

function keyText(key: unknown): string {
  if (key === undefined || key === null) return ''
  return typeof key === 'number' ? `[${key}]` : `[${JSON.stringify(String(key))}]`
}

export const notWritten = (detail: string) =>
  invalidImport(detail, 'Let Terraform write the file:', ['terraform show -json > state.json'])

export const fieldsIn = (value: unknown): Fields => (isFields(value) ? value : {})
export const itemsIn = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : [])
