import type { Path, Violation } from './violation.ts'

/** One value's shape: enough of JSON Schema for a closed grammar, with the messages of the validator that ECR runs. */
export type Shape =
  | {
      readonly type: 'string'
      readonly oneOf?: readonly string[]
      readonly nonEmpty?: true
      /** It is what tells alternatives apart: the rule about them. */
      readonly alternative?: string
    }
  | { readonly type: 'integer'; readonly minimum: number }
  | { readonly type: 'array'; readonly items: Shape; readonly minimum: number }
  | {
      readonly type: 'object'
      readonly properties: Readonly<Record<string, Shape>>
      readonly required: readonly string[]
    }

/**
 * What ECR answers where an object is none of two alternatives: of actions those are with and without a target, of selections
 * with and without a unit. Source: cloudposse/terraform-aws-ecr#158.
 */
export const NO_ALTERNATIVE = 'instance failed to match exactly one schema (matched 0 out of 2)'

const text: Shape = { type: 'string', nonEmpty: true }
const list: Shape = { type: 'array', items: text, minimum: 0 }

const selection: Shape = {
  type: 'object',
  required: ['tagStatus', 'countType', 'countNumber'],
  properties: {
    tagStatus: { type: 'string', oneOf: ['tagged', 'untagged', 'any'] },
    tagPatternList: list,
    tagPrefixList: list,
    storageClass: { type: 'string', oneOf: ['standard', 'archive'] },
    countType: {
      type: 'string',
      oneOf: ['imageCountMoreThan', 'sinceImagePushed', 'sinceImagePulled', 'sinceImageTransitioned'],
    },
    countUnit: { type: 'string', oneOf: ['days'], alternative: 'countUnit' },
    countNumber: { type: 'integer', minimum: 1 },
  },
}

const action: Shape = {
  type: 'object',
  required: ['type'],
  properties: {
    type: { type: 'string', oneOf: ['expire', 'transition'] },
    targetStorageClass: { type: 'string', oneOf: ['archive'], alternative: 'targetStorageClass' },
  },
}

const rule: Shape = {
  type: 'object',
  required: ['rulePriority', 'selection', 'action'],
  properties: { rulePriority: { type: 'integer', minimum: 1 }, description: { type: 'string' }, selection, action },
}

export const policyShape: Shape = {
  type: 'object',
  required: ['rules'],
  properties: { rules: { type: 'array', items: rule, minimum: 1 } },
}

const names = (list: readonly string[]) => `[${list.map(name => JSON.stringify(name)).join(',')}]`

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isSafeInteger(value) ? 'integer' : typeof value
}

/** What is wrong with the form of a value, depth first; the closed grammar knows no member but its own. */
export function misshapen(value: unknown, shape: Shape, path: Path = []): readonly Violation[] {
  const found = typeOf(value)
  if (found !== shape.type) {
    const alternative = shape.type === 'string' ? shape.alternative : undefined
    if (alternative !== undefined) return [{ path, rule: alternative, message: NO_ALTERNATIVE }]
    return [
      {
        path,
        rule: 'type',
        message: `instance type (${found}) does not match any allowed primitive type (allowed: ["${shape.type}"])`,
      },
    ]
  }
  switch (shape.type) {
    case 'string':
      return misspelt(value as string, shape, path)
    case 'integer':
      return tooLow(value as number, shape.minimum, path)
    case 'array':
      return inList(value as readonly unknown[], shape, path)
    case 'object':
      return inObject(value as Readonly<Record<string, unknown>>, shape, path)
  }
}

function misspelt(value: string, shape: Shape & { type: 'string' }, path: Path): readonly Violation[] {
  if (shape.nonEmpty && value === '')
    return [{ path, rule: 'empty', message: 'string "" is too short (length: 0, required minimum: 1)' }]
  if (!shape.oneOf || shape.oneOf.includes(value)) return []
  return [
    {
      path,
      rule: 'enum',
      message: `instance value (${JSON.stringify(value)}) not found in enum :(possible values: ${names(shape.oneOf)})`,
    },
  ]
}

const tooLow = (value: number, minimum: number, path: Path): readonly Violation[] =>
  value >= minimum
    ? []
    : [
        {
          path,
          rule: 'minimum',
          message: `numeric instance is lower than the required minimum (minimum: ${minimum}, found: ${value})`,
        },
      ]

function inList(value: readonly unknown[], shape: Shape & { type: 'array' }, path: Path): readonly Violation[] {
  if (value.length < shape.minimum)
    return [
      {
        path,
        rule: 'empty',
        message: `array is too short: must have at least ${shape.minimum} elements but instance has ${value.length} elements`,
      },
    ]
  return value.flatMap((item, index) => misshapen(item, shape.items, [...path, index]))
}

function inObject(
  value: Readonly<Record<string, unknown>>,
  shape: Shape & { type: 'object' },
  path: Path,
): readonly Violation[] {
  const known = (key: string) => Object.hasOwn(shape.properties, key)
  const missing = shape.required.filter(key => !Object.hasOwn(value, key))
  const unknown = Object.keys(value).filter(key => !known(key))
  return [
    ...(missing.length === 0
      ? []
      : [{ path, rule: 'missing', message: `object has missing required properties (${names(missing)})` }]),
    ...(unknown.length === 0
      ? []
      : [
          {
            path: [...path, unknown[0] as string],
            rule: 'unknown',
            message: `object instance has properties which are not allowed by the schema: (${names(unknown)})`,
          },
        ]),
    ...Object.entries(shape.properties).flatMap(([key, inner]) =>
      Object.hasOwn(value, key) ? misshapen(value[key], inner, [...path, key]) : [],
    ),
  ]
}
