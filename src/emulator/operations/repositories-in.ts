/** Names of the repositories that an input is about. */
export function repositoriesIn(input: Readonly<Record<string, unknown>>): readonly string[] {
  const arn = typeof input.resourceArn === 'string' ? input.resourceArn : ''
  const fromArn = /:repository\/(.+)$/.exec(arn)?.[1]
  const names = Array.isArray(input.repositoryNames) ? input.repositoryNames : []
  return [input.repositoryName, fromArn, ...names].filter(name => typeof name === 'string')
}
