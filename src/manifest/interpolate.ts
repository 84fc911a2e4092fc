import { isFields } from '../kinds/canonical.ts'
import { didYouMean, type Finding } from './diagnostic.ts'

/** Values of `${{ … }}` by name; null is known only later, and left as written. */
export type Variables = ReadonlyMap<string, string | null>

const PLACEHOLDER = /\$\{\{([^}]*)\}\}/g

/** Every text within a value with its variables filled in; anything without one is returned as it is. */
export function interpolate(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') return value.includes('${{') ? filled(value, variables) : value
  if (Array.isArray(value)) return value.map(item => interpolate(item, variables))
  if (!isFields(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, interpolate(inner, variables)]))
}

const filled = (text: string, variables: Variables): string =>
  text.replace(PLACEHOLDER, (placeholder, name: string) => variables.get(name.trim()) ?? placeholder)

/** Names used in a text that are not known, and placeholders that do not end. */
export function checkText(text: string, known: ReadonlyMap<string, unknown>): readonly Finding[] {
  if (!text.includes('${{')) return []
  const names = [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name.trim())
  const unknown = names.filter(name => !known.has(name)).map(name => unknownVariable(name, [...known.keys()]))
  const isOpen = text.replace(PLACEHOLDER, '').includes('${{')
  return isOpen ? [...unknown, OPEN] : unknown
}

const OPEN: Finding = {
  code: 'UNKNOWN_VARIABLE',
  summary: 'A `${{` without its `}}`',
  detail: 'The text would reach ECR as it is.',
  hint: 'Close it, as in ${{ target.account }}.',
}

function unknownVariable(name: string, known: readonly string[]): Finding {
  const [, variable] = /^env\.(\w+)$/.exec(name) ?? []
  return {
    code: 'UNKNOWN_VARIABLE',
    summary: `Unknown variable \${{ ${name} }}`,
    detail:
      known.length === 0 ? 'Variables are filled in inside settings, not here.' : `Known here: ${known.join(', ')}.`,
    hint:
      variable === undefined || known.length === 0
        ? known.length === 0
          ? 'Write the value itself.'
          : didYouMean(name, known)
        : `List it at the root: env: [${variable}]`,
  }
}
