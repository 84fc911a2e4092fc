import { list, optional, text } from '../shapes.ts'

const NAME = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/

const repositoryName = text({ min: 2, max: 256, pattern: NAME })
export const registryId = optional(text({ pattern: /^[0-9]{12}$/ }))

/** Members of nearly every operation on one repository. */
export const inRepository = { registryId, repositoryName }

export const repositoryNames = (max: number) => list(repositoryName, { min: 1, max })
