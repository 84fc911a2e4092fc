import { hasPlaceholder } from '../../kinds/placeholder.ts'
import { registryOfHost } from '../../names.ts'

/** Why a text is no name of a repository as ECR has it, and what to type instead. */
export interface Mistyped {
  readonly detail: string
  readonly hint: string
}

const SCHEME = /^(?:(?:docker|oci|https?):\/\/|ecr:)/
const ARN = /^arn:([^:]*):ecr:([^:]*):(\d*):repository\/(.+)$/
const TAG_OR_DIGEST = /(?::\w[\w.-]*)?(?:@\w+:[0-9a-f]+)?$/i

/** HOST/NAME or NAME within a URI, a reference or an ARN as people paste it; the very same where there is nothing else. */
export function addressWithin(text: string): string {
  const [, partition = '', region, account, name] = ARN.exec(text) ?? []
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'
  if (name !== undefined) return `${account}.dkr.ecr.${region}.${suffix}/${name}`
  return text.replace(SCHEME, '').replace(/\/+$/, '').replace(TAG_OR_DIGEST, '')
}

/** The name alone. */
export function nameWithin(text: string): string {
  const [, , , , named] = ARN.exec(text) ?? []
  if (named !== undefined) return named
  const address = addressWithin(text)
  const [first = '', ...rest] = address.split('/')
  const isHost = registryOfHost(first) !== undefined || /:\d+$/.test(first) || text.includes('://')
  return rest.length > 0 && isHost ? rest.join('/') : address
}

/** What is wrong with a typed name: an expression of the manifest, or more than a name. `known`: the names there are. */
export function mistyped(text: string, known: Iterable<string>): Mistyped | undefined {
  if (hasPlaceholder(text)) return expression(text, known)
  const name = nameWithin(text)
  if (name === text || name === '') return undefined
  return { detail: 'A repository is named without its registry, tag or digest.', hint: `Write ${name}` }
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
