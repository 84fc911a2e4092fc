import { hasPlaceholder } from '../../kinds/placeholder.ts'
import type { Fields } from '../../model.ts'
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

/** Every text within a value with its variables filled in; what this changes nothing of is returned as the very same. */
export function interpolate(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') return filledText(value, variables)
  if (typeof value !== 'object' || value === null || !mentions(value)) return value
  return Array.isArray(value) ? filledList(value, variables) : filledFields(value as Fields, variables)
}

const mentioning = new WeakMap<object, boolean>()

/** Remembered of each text of the manifest, because a thousand repositories may share it. */
function mentions(value: unknown): boolean {
  if (typeof value === 'string') return hasPlaceholder(value)
  if (typeof value !== 'object' || value === null) return false
  const known = mentioning.get(value) ?? Object.values(value).some(mentions)
  mentioning.set(value, known)
  return known
}

function filledList(list: readonly unknown[], variables: Variables): readonly unknown[] {
  const filled = list.map(item => interpolate(item, variables))
  return filled.every((item, index) => item === list[index]) ? list : filled
}

function filledFields(fields: Fields, variables: Variables): Fields {
  const filled = Object.entries(fields).map(([key, inner]) => [key, interpolate(inner, variables)] as const)
  return filled.every(([key, inner]) => inner === fields[key]) ? fields : Object.fromEntries(filled)
}

const filledText = (text: string, variables: Variables): string =>
  text.replace(PLACEHOLDER, (placeholder, name: string) => variables.get(name.trim()) ?? placeholder)

/** Names used in a text that are not known, and placeholders that do not end. */
export function checkText(text: string, known: ReadonlyMap<string, unknown>): readonly Finding[] {
  if (!hasPlaceholder(text)) return []
  const unknown = namesIn(text).filter(name => !known.has(name))
  const isOpen = hasPlaceholder(text.replace(PLACEHOLDER, ''))
  return [...unknown.map(name => unknownVariable(name, known)), ...(isOpen ? [OPEN] : [])]
}

const OPEN: Finding = {
  code: 'UNKNOWN_VARIABLE',
  summary: 'A `${{` without its `}}`',
  detail: 'The text would reach ECR as it is.',
  hint: 'Close it, as in ${{ target.account }}.',
}

function unknownVariable(name: string, variables: ReadonlyMap<string, unknown>): Finding {
  const known = [...variables.keys()].slice(0, 1000)
  const finding = { code: 'UNKNOWN_VARIABLE', summary: `Unknown variable \${{ ${clipped(name)} }}` }
  if (known.length === 0)
    return {
      ...finding,
      detail: 'Variables are filled in in the values of settings, not here.',
      hint: 'Write the value itself.',
    }
  const [, variable] = /^env\.(\w+)$/.exec(name) ?? []
  const hint =
    variable === undefined ? didYouMean(name, known, variables) : `List it at the root: env: [${clipped(variable)}]`
  return { ...finding, detail: `Known here: ${known.slice(0, 30).map(clipped).join(', ')}.`, hint }
}
