import { saidText } from '../../words.ts'
import { isFields, listOf } from '../canonical.ts'
import type { Path, Problem } from '../kind.ts'
import { under } from '../path.ts'

/** The partition that an ARN is of; undefined for a text that is none, or that leaves it open. */
const partitionOfArn = (text: unknown): string | undefined => /^arn:(aws[a-z-]*):/.exec(saidText(text))?.[1]

/**
 * ARNs of another partition than the registry's. Where its region is not known, that of the first ARN of the policy counts:
 * no registry has principals of two.
 */
export function checkPartitions(statements: readonly unknown[], known: string | undefined): readonly Problem[] {
  const expected =
    known ??
    statements
      .flatMap(principalsIn)
      .map(({ name }) => partitionOfArn(name))
      .find(Boolean)
  if (expected === undefined) return []
  return statements.flatMap((statement, index) =>
    [
      ...principalsIn(statement).flatMap(({ path, name }) => checkPrincipal(name, expected).map(under(...path))),
      ...testsIn(statement).flatMap(({ path, values }) => checkValues(values, expected).map(under(...path))),
    ].map(under(index)),
  )
}

/** The same of lists of names, such as those of `access`. */
export const checkListedPartitions = (lists: unknown, known: string | undefined): readonly Problem[] =>
  known === undefined || !isFields(lists)
    ? []
    : placesIn(lists).flatMap(({ path, name }) => checkPrincipal(name, known).map(under(...path)))

interface Place {
  readonly path: Path
  readonly name: string
}

const placesIn = (lists: Readonly<Record<string, unknown>>): readonly Place[] =>
  Object.entries(lists).flatMap(([type, names]) =>
    listOf(names).map((name, index) => ({
      path: Array.isArray(names) ? [type, index] : [type],
      name: saidText(name),
    })),
  )

const principalsIn = (statement: unknown): readonly Place[] =>
  ['Principal', 'NotPrincipal'].flatMap(key => {
    const principals = isFields(statement) ? statement[key] : undefined
    return isFields(principals) ? placesIn(principals).map(({ path, name }) => ({ path: [key, ...path], name })) : []
  })

interface Values {
  readonly path: Path
  readonly values: unknown
}

/** Tests of keys that hold ARNs: `aws:SourceArn`, `aws:PrincipalArn`. */
function testsIn(statement: unknown): readonly Values[] {
  const condition = isFields(statement) ? statement.Condition : undefined
  return Object.entries(isFields(condition) ? condition : {}).flatMap(([operator, keys]) =>
    Object.entries(isFields(keys) ? keys : {})
      .filter(([key]) => /arn$/i.test(key))
      .map(([key, values]) => ({ path: ['Condition', operator, key], values })),
  )
}

function checkPrincipal(name: string, expected: string): readonly Problem[] {
  if (/\.amazonaws\.com\.cn$/.test(name) && expected !== 'aws-cn')
    return [
      {
        ...ofAnother(name, 'aws-cn', expected, name.replace(/\.cn$/, '')),
        severity: 'warning',
        detail: 'Services have such names in China only, and nobody has it here.',
      },
    ]
  const partition = partitionOfArn(name)
  if (partition === undefined || partition === expected) return []
  return [{ ...ofAnother(name, partition, expected), detail: 'ECR would answer "Principal not found".' }]
}

/** A list that names the right partition too is one for several registries. */
function checkValues(values: unknown, expected: string): readonly Problem[] {
  const partitions = listOf(values).map(partitionOfArn)
  if (partitions.some(partition => partition === undefined || partition === expected)) return []
  return listOf(values).map((value, index) => ({
    ...ofAnother(saidText(value), partitions[index] as string, expected),
    path: Array.isArray(values) ? [index] : [],
    detail: 'No request to this registry has an ARN of another partition: the condition would never be met, or always.',
  }))
}

const ofAnother = (name: string, partition: string, expected: string, right?: string): Problem => ({
  path: [],
  code: 'WRONG_PARTITION',
  summary: `"${name}" is of partition ${partition}, the registry of ${expected}`,
  hint: `Write ${right ?? name.replace(/^arn:[^:]+/, `arn:${expected}`)}.`,
})
