import { isFields } from '../canonical.ts'

/** What a file in a folder says of an image, as one above would say it: the paths of layouts and archives are other ones. */
export function rebased(value: unknown, directory: string): unknown {
  if (typeof value === 'string') return directory === '' ? value : rebasedSource(value, directory)
  return isFields(value) && value.from !== undefined ? { ...value, from: rebased(value.from, directory) } : value
}

/** Up to where a relative path begins. */
const LOCAL = /^(oci(?:-archive)?:)(?!\/)(?:\.\/)*/

const rebasedSource = (text: string, directory: string): string =>
  text.replace(LOCAL, (_begin, scheme: string) => `${scheme}${directory}/`)
