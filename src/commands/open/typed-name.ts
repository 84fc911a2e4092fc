import { hasPlaceholder } from '../../kinds/placeholder.ts'
import { registryOfHost } from '../../names.ts'

/** Why a text is no name of a repository as ECR has it, and what to type instead. */
export interface Mistyped {
  readonly detail: string
  readonly hint: string
}

const SCHEME = /^(?:(?:docker|oci|https?):\/\/|ecr:)/
const ARN = /^arn:[^:]*:ecr:[^:]*:\d*:repository\//
const TAG_OR_DIGEST = /(?::[\w][\w.-]*)?(?:@\w+:[0-9a-f]+)?$/i

/** The name within a URI, a reference or an ARN as people paste it; the very same where it is nothing but a name. */
export function nameWithin(text: string): string {
  const address = text.replace(ARN, '').replace(SCHEME, '').replace(/\/+$/, '')
  const [first = '', ...rest] = address.split('/')
  const isHost = rest.length > 0 && (registryOfHost(first) !== undefined || /:\d+$/.test(first) || text.includes('://'))
  return (isHost ? rest.join('/') : address).replace(TAG_OR_DIGEST, '')
}

/** What is wrong with a typed name: an expression of the manifest, or more than a name. `known`: the names there are. */
export function mistyped(text: string, known: Iterable<string>): Mistyped | undefined {
  if (hasPlaceholder(text)) {
    const meant = [...known].filter(name => !hasPlaceholder(name) && isFilledIn(text, name))
    return {
      detail: 'Variables are filled in in the manifest; a command takes the name that comes of it, as ECR has it.',
      hint: meant.length > 0 ? `Write ${listed(meant)}` : 'See the names: ecrsync validate --print',
    }
  }
  const name = nameWithin(text)
  if (name === text || name === '') return undefined
  return { detail: 'A repository is named without its registry, tag or digest.', hint: `Write ${name}` }
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
  if (!name.startsWith(start) || !name.endsWith(end) || name.length < start.length + end.length) return false
  let at = start.length
  for (const part of parts) {
    at = name.indexOf(part, at)
    if (at < 0) return false
    at += part.length
  }
  return at <= name.length - end.length
}
