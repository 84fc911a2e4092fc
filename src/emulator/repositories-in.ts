/** Names of the repositories that an input is about. */
export function repositoriesIn(input: Readonly<Record<string, unknown>>): readonly string[] {
  const fromArn = /:repository\/(.+)$/.exec(String(input.resourceArn ?? ''))?.[1]
  const names = Array.isArray(input.repositoryNames) ? input.repositoryNames : []
  return [input.repositoryName, fromArn, ...names].filter(name => typeof name === 'string')
}
