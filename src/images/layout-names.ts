import { begun, TAG } from '../names.ts'
import { ambiguous, mismatched, notFound } from './failures.ts'
import type { Reference } from './store.ts'
import { distinct } from './tree.ts'

/** An image with the names that its layout gives it. */
export interface Named extends Reference {
  /** Tags or whole references, the most telling first. */
  readonly names: readonly string[]
}

interface Asked {
  readonly name: string
  readonly digest: string | undefined
}

export const HINT = 'Check the name or digest in the manifest, and that the image was made.'

const SHOWN = 10
const LONGEST = 200

/**
 * The image of a name. A whole reference is a name of its own; where nothing has exactly this name, it may be the end of
 * one, after a colon or a slash: `1.0` and `web:1.0` both find `docker.io/team/web:1.0`, if they find it alone.
 *
 * @throws EcrsyncError SOURCE_NOT_FOUND, SOURCE_AMBIGUOUS, SOURCE_INVALID
 */
export function namedAs(entries: readonly Named[], { name, digest }: Asked, where: string): Named {
  const whole = `${name}@${digest}`
  const isExactly = ({ names }: Named) => names.includes(name) || names.includes(whole)
  const exact = entries.filter(isExactly)
  const found = exact.length > 0 ? exact : entries.filter(({ names }) => names.some(one => isEndOf(name, one)))
  const [image, ...others] = distinct(found)
  if (image === undefined)
    throw notFound({ where, what: `it has no ${worded(name)}; it has ${namesOf(entries)}`, hint: HINT })
  if (others.length > 0) throw onSeveral(name, exact.length > 0 ? [] : found, where)
  if (digest !== undefined && digest !== image.digest)
    throw mismatched(where, `the ${worded(name)} is ${image.digest}, and not ${digest}`)
  return image
}

/** What stands before a port is not the end of a name: `5000/web` does not find `localhost:5000/web`. */
function isEndOf(short: string, name: string): boolean {
  const rest = name.endsWith(short) ? name.slice(0, -short.length) : ''
  return rest.endsWith('/') || (rest.endsWith(':') && !short.includes('/'))
}

const worded = (name: string): string => `${isTag(name) ? 'tag' : 'image'} ${name}`

const isTag = (name: string): boolean => TAG.test(name)

/** As what the names of these are written. */
export const formOf = (entries: readonly Named[]): string =>
  entries.every(({ names }) => names.every(isTag)) ? 'TAG' : 'NAME'

const onSeveral = (name: string, found: readonly Named[], where: string) =>
  found.length === 0
    ? ambiguous({ where, what: `the ${worded(name)} is on several images`, hint: 'Name the digest: @sha256:…' })
    : ambiguous({
        where,
        what: `the name ${name} could be ${namesOf(found)}`,
        hint: `Write the whole name: ${where}:${found[0]?.names[0]}`,
      })

const clip = (name: string): string => (name.length > LONGEST ? `${begun(name, LONGEST - 1)}…` : name)

/** What there is to choose from, in words. */
export function namesOf(entries: readonly Named[]): string {
  const names = [...new Set(entries.map(({ names: [first], digest }) => clip(first ?? digest)))].sort()
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ''
  return names.length === 0 ? 'no image' : names.slice(0, SHOWN).join(', ') + more
}
