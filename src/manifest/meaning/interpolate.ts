import { isFields } from '../../kinds/canonical.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import { didYouMean } from '../form/names.ts'
import { clipped } from '../text/clipped.ts'
import type { Finding } from '../text/findings.ts'

/** Values of `${{ … }}` by name; null is known only later, and left as written. */
export type Variables = ReadonlyMap<string, string | null>

/** Without braces inside: one that is not closed ends at the next, and no text takes long to read. */
const PLACEHOLDER = /\$\{\{([^{}]*)\}\}/g

/** The variables that a text asks for. */
export const namesIn = (text: string): readonly string[] =>
  hasPlaceholder(text) ? [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name.trim()) : []

/** Every text within a value with its variables filled in; a value without any is returned as it is. */
export const interpolate = (value: unknown, variables: Variables): unknown =>
  mentions(value) ? filled(value, variables) : value

function mentions(value: unknown): boolean {
  if (typeof value === 'string') return hasPlaceholder(value)
  return typeof value === 'object' && value !== null && Object.values(value).some(mentions)
}

function filled(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') return filledText(value, variables)
  if (Array.isArray(value)) return value.map(item => filled(item, variables))
  if (!isFields(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner, variables)]))
}

const filledText = (text: string, variables: Variables): string =>
  text.replace(PLACEHOLDER, (placeholder, name: string) => variables.get(name.trim()) ?? placeholder)

/** Names used in a text that are not known, and placeholders that do not end. */
export function checkText(text: string, known: ReadonlyMap<string, unknown>): readonly Finding[] {
  if (!hasPlaceholder(text)) return []
  const unknown = namesIn(text).filter(name => !known.has(name))
  const isOpen = hasPlaceholder(text.replace(PLACEHOLDER, ''))
  return [...unknown.map(name => unknownVariable(name, [...known.keys()])), ...(isOpen ? [OPEN] : [])]
}

const OPEN: Finding = {
  code: 'UNKNOWN_VARIABLE',
  summary: 'A `${{` without its `}}`',
  detail: 'The text would reach ECR as it is.',
  hint: 'Close it, as in ${{ target.account }}.',
}

function unknownVariable(name: string, known: readonly string[]): Finding {
  const finding = { code: 'UNKNOWN_VARIABLE', summary: `Unknown variable \${{ ${clipped(name)} }}` }
  if (known.length === 0)
    return {
      ...finding,
      detail: 'Variables are filled in in the values of settings, not here.',
      hint: 'Write the value itself.',
    }
  const [, variable] = /^env\.(\w+)$/.exec(name) ?? []
  const hint = variable === undefined ? didYouMean(name, known) : `List it at the root: env: [${variable}]`
  return { ...finding, detail: `Known here: ${known.slice(0, 30).map(clipped).join(', ')}.`, hint }
}
