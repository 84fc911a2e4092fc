import { didYouMean, nearest } from '../../nearest.ts'
import { clipped } from '../../words.ts'
import type { Problem } from '../kind.ts'
import { hasPlaceholder } from '../placeholder.ts'
import { SETTINGS } from './settings.ts'

/** Source: Amazon ECR API reference, AccountSettingName and AccountSettingValue. */
const LONGEST = 64

const code = 'ACCOUNT_SETTING'

export const checkAccountSettings = (settings: Readonly<Record<string, string>>): readonly Problem[] =>
  Object.entries(settings).flatMap(([name, value]) =>
    hasPlaceholder(name) || hasPlaceholder(value) ? [] : checkSetting(name, value).map(at(name)),
  )

const at =
  (name: string) =>
  (problem: Omit<Problem, 'path'>): Problem => ({ path: ['accountSettings', name], ...problem })

function checkSetting(name: string, value: string): readonly Omit<Problem, 'path'>[] {
  if (name === 'BASIC_SCAN_TYPE_VERSION' && value === 'CLAIR') return [CLAIR]
  if (SETTINGS.has(name)) return []
  if (nearest(name, SETTINGS.keys()) !== undefined) return [misspelt(name)]
  if (!isOfLength(name)) return [tooLong('The name of an account setting')]
  return [unknown(name), ...(isOfLength(value) ? [] : [tooLong(`The value of ${name}`)])]
}

const isOfLength = ({ length }: string): boolean => length > 0 && length <= LONGEST

const CLAIR: Omit<Problem, 'path'> = {
  severity: 'warning',
  code,
  summary: 'CLAIR is deprecated',
  detail: 'AWS ends basic scanning with Clair.',
  hint: 'Write AWS_NATIVE.',
}

const misspelt = (name: string): Omit<Problem, 'path'> => ({
  code: 'UNKNOWN_KEY',
  summary: `Unknown account setting "${clipped(name)}"`,
  detail: 'ECR would refuse it.',
  hint: didYouMean(name, SETTINGS.keys()),
})

/** ECR may have got one since. */
const unknown = (name: string): Omit<Problem, 'path'> => ({
  severity: 'warning',
  code,
  summary: `The account setting "${clipped(name)}" is not known to ecrsync`,
  detail: `It is asked for and sent as it is written. Known are ${[...SETTINGS.keys()].join(', ')}.`,
  hint: 'Check its name and its value in the documentation of ECR.',
})

const tooLong = (what: string): Omit<Problem, 'path'> => ({
  code,
  summary: `${clipped(what)} has 1 to ${LONGEST} characters`,
  detail: 'ECR would refuse it.',
  hint: 'Write one of that length.',
})
