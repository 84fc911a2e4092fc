import { isFields } from '../canonical.ts'

/** What a file in a folder says of an image, as one above would say it: the paths of layouts and archives are other ones. */
export function rebased(value: unknown, directory: string): unknown {
  if (directory === '') return value
  if (typeof value === 'string') return rebasedSource(value, directory)
  if (!isFields(value) || value.from === undefined) return value
  const { from, links } = value
  return {
    ...value,
    from: rebased(from, directory),
    ...(typeof links === 'string' && !links.startsWith('/') && { links: `${directory}/${links}` }),
  }
}

/** Up to where a relative path begins. */
const LOCAL = /^(oci(?:-archive)?:)(?!\/)(?:\.\/)*/

const rebasedSource = (text: string, directory: string): string =>
  text.replace(LOCAL, (_begin, scheme: string) => `${scheme}${directory}/`)
