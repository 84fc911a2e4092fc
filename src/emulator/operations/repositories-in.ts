const MARK = ':repository/'

/** Names of the repositories that an input is about. */
export function repositoriesIn(input: Readonly<Record<string, unknown>>): readonly string[] {
  const arn = typeof input.resourceArn === 'string' ? input.resourceArn : ''
  const at = arn.indexOf(MARK)
  const fromArn = at === -1 ? undefined : arn.slice(at + MARK.length)
  const names = Array.isArray(input.repositoryNames) ? input.repositoryNames : []
  return [input.repositoryName, fromArn, ...names].filter(name => typeof name === 'string')
}
