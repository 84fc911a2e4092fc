import { list, optional, text } from './shapes.ts'

const NAME = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/
/** A name, with or without a slash at its end; `ROOT` is all names. */
const PREFIX = /^([a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\/?|ROOT)$/

const repositoryName = text({ min: 2, max: 256, pattern: NAME })
export const isRepositoryName = (text: string): boolean => text.length >= 2 && text.length <= 256 && NAME.test(text)
export const registryId = optional(text({ pattern: /^[0-9]{12}$/ }))

/** Members of nearly every operation on one repository. */
export const inRepository = { registryId, repositoryName }

export const repositoryNames = (max: number) => list(repositoryName, { min: 1, max })

export const prefix = ({ min, max }: { readonly min: number; readonly max: number }) =>
  text({ min, max, pattern: PREFIX })

export const destinationMembers = {
  region: text({ min: 2, max: 25, pattern: /^[0-9a-z-]{2,25}$/ }),
  registryId: text({ pattern: /^[0-9]{12}$/ }),
}
