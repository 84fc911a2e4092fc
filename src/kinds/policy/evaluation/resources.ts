/** The name of the repository that a request is about, as if it were a key of its conditions. */
export const REPOSITORY = 'ecr:repository'

/** Whatever ends in a wildcard before it comes to the repository: `*`, `arn:aws:ecr:*`. */
export const isOfEverything = (resource: string): boolean => resource === '*' || EVERYTHING.test(resource)

const EVERYTHING = /^arn:(?:\*|[^:]+:(?:\*|(?:ecr|\*):(?:\*|[^:]*:(?:\*|[^:]*:\*))))$/

/**
 * The names that a resource stands for. Whose registry it is does not count: a policy is only asked about its own. What is
 * the ARN of no repository stays as it is, and is no name.
 */
export function repositoriesOf(resource: string): string {
  if (isOfEverything(resource)) return '*'
  const [, names = resource] = /^arn:[^:]+:(?:ecr|\*):[^:]*:[^:]*:repository\/(.+)$/.exec(resource) ?? []
  return names
}
