import { addressIn } from '../../addresses.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'

/** Why a text is no name of a repository as ECR has it, and what to type instead. */
export interface Mistyped {
  readonly detail: string
  readonly hint: string
}

export const NO_NAME: Mistyped = {
  detail: 'A name has small letters and digits, separated by `.`, `_`, `__`, `-` or `/`.',
  hint: 'Write the name of a repository, as in org/repo.',
}

/** What is wrong with a typed name: an expression of the manifest, or more than a name. `known`: the names there are. */
export function mistyped(text: string, known: Iterable<string>): Mistyped | undefined {
  if (hasPlaceholder(text)) return expression(text, known)
  const name = addressIn(text)?.name
  if (name === undefined) return undefined
  return {
    detail: 'A repository is named without its registry, tag or digest.',
    hint: name === '' ? NO_NAME.hint : `Write ${name}`,
  }
}

function expression(text: string, known: Iterable<string>): Mistyped {
  const meant = [...known].filter(name => !hasPlaceholder(name) && isFilledIn(text, name))
  return {
    detail: 'Variables are filled in in the manifest; a command takes the name that comes of it, as ECR has it.',
    hint: meant.length > 0 ? `Write ${listed(meant)}` : 'See the names: ecrsync validate --print',
  }
}

const SHOWN = 5

const listed = (names: readonly string[]): string =>
  names.length === 1
    ? String(names[0])
    : `one of ${names.slice(0, SHOWN).join(', ')}${names.length > SHOWN ? ', …' : ''}`

/** Whether the text could come to the name: what stands between expressions stands in it, in this order. */
function isFilledIn(text: string, name: string): boolean {
  const [start = '', ...parts] = text.split(/\$\{\{[^{}]*\}\}/)
  const end = parts.pop() ?? ''
  if (!name.startsWith(start) || !name.endsWith(end)) return false
  let at = start.length
  for (const part of parts) {
    const found = name.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= name.length - end.length
}
