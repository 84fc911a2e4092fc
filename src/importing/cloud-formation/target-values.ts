import { isFilledIn } from '../../kinds/sayable.ts'

/** What a manifest has for a pseudo-parameter. */
export const OF_TARGET: Readonly<Record<string, string>> = {
  'AWS::AccountId': '${{ target.account }}',
  'AWS::Region': '${{ target.region }}',
  'AWS::Partition': '${{ target.partition }}',
}

const ANY = /\$\{\{ target\.(?:account|region|partition) \}\}/g

/** The first pseudo-parameter that a text hangs on. */
export const pseudoIn = (text: string): string =>
  Object.keys(OF_TARGET).find(name => text.includes(OF_TARGET[name] as string)) as string

/** Whether a manifest would fill in nothing but these: pieces of texts could come to what none of them is. */
export const isOurs = (value: unknown): boolean => !isFilledIn(value, ANY)
