import { meant } from '../../nearest.ts'
import { saidText } from '../../words.ts'
import { isFields, listOf } from '../canonical.ts'
import type { Path, Problem } from '../kind.ts'
import { notInPolicy } from './problem.ts'

const comparisons = (type: string): readonly string[] =>
  ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map(test => type + test)
const likenesses = (type: string): readonly string[] =>
  ['Equals', 'NotEquals', 'Like', 'NotLike'].map(test => type + test)

/** Source: IAM user guide, "IAM JSON policy elements: Condition operators". */
const OPERATORS: readonly string[] = [
  ...likenesses('String'),
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  ...likenesses('Arn'),
  ...comparisons('Numeric'),
  ...comparisons('Date'),
  'Bool',
  'BinaryEquals',
  'IpAddress',
  'NotIpAddress',
  'Null',
]

/** Operator → key → values, with the operators that IAM knows. */
export function checkCondition(condition: unknown): readonly Problem[] {
  if (!isFields(condition)) return [malformed([])]
  return Object.entries(condition).flatMap(([operator, block]) => [
    ...(isOperator(operator) ? [] : [unknownOperator(operator)]),
    ...(isBlock(block) ? takenLiterally(operator, block as Block) : [malformed([operator])]),
  ])
}

type Block = Readonly<Record<string, unknown>>

/** Only the operators with `Like`, and those of ARNs, know wildcards. */
const takenLiterally = (operator: string, block: Block): readonly Problem[] =>
  /^string(not)?equals/.test(plain(operator))
    ? Object.entries(block).flatMap(([key, values]) =>
        listOf(values).flatMap((value, index) =>
          saidText(value)
            .replaceAll(/\$\{[^{}]*\}/g, '')
            .includes('*')
            ? [literalWildcard(operator, [operator, key, ...(Array.isArray(values) ? [index] : [])], value)]
            : [],
        ),
      )
    : []

const literalWildcard = (operator: string, path: Path, value: unknown): Problem => ({
  severity: 'warning',
  path,
  code: 'LITERAL_WILDCARD',
  summary: `${operator} takes the * in "${value}" for a character`,
  detail: 'It compares whole texts: only a value with that very * in it is equal.',
  hint: `Write ${operator.replace(/equals(ignorecase)?/i, 'Like')} for a pattern.`,
})

const isValue = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value)
const isBlock = (block: unknown): boolean =>
  isFields(block) &&
  Object.keys(block).length > 0 &&
  Object.values(block).every(values => listOf(values).length > 0 && listOf(values).every(isValue))

/** IAM reads operators without case; `ForAnyValue:` may stand before one, and `IfExists` after it. */
const plain = (operator: string): string =>
  operator
    .toLowerCase()
    .replace(/^(forallvalues|foranyvalue):/, '')
    .replace(/ifexists$/, '')

const isOperator = (operator: string): boolean => OPERATORS.some(known => known.toLowerCase() === plain(operator))

const malformed = (path: readonly string[]): Problem =>
  notInPolicy(
    path,
    'A condition of an unknown form',
    'Write Condition: { StringEquals: { "aws:PrincipalOrgID": "o-…" } }.',
  )

const unknownOperator = (operator: string): Problem =>
  notInPolicy(
    [operator],
    `Unknown condition operator "${operator}"`,
    meant(plain(operator), OPERATORS) ?? 'Write for example StringEquals.',
  )
