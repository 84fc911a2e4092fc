/** What a line says beside references where people paste JSON or YAML: the keys that Kubernetes, ECS and Lambda have for them. */
const KEYS =
  /(^|[\s{,[])(["']?)(?:image|images|imageID|imageId|imageDigest|imageUri|Image|ImageUri|ResolvedImageUri|repoDigests|RepoDigests)\2\s*:(?=[\s"'[]|$)/g
/** Quotes, commas and brackets stand between references, but for those of an IPv6 host. */
const TOKEN = /\[::1\](?::\d+)?\/[^\s"'`,;[\]{}]+|[^\s"'`,;[\]{}]+/g
const COMMENT = /(?:^|\s)#/
/** Of a value that is not there, as kubectl, jq, the AWS CLI and YAML's lists print it. */
const NOTHING = new Set(['null', 'None', '-'])
/** More than a host, a name, a tag and a digest have together. */
const LONGEST = 1024
/** The head of a column of kubectl. */
const HEADING = /^IMAGE(?:S|ID)?$/

/**
 * The references that a line names: one, or several between spaces, tabs and commas, in JSON lists and behind keys such as
 * `image:`. Several words are references only if no word is a mere word: `no resources found` is an answer, and no list.
 *
 * @returns undefined where the line is something else
 */
export function tokensIn(line: string, isFirst = false): readonly string[] | undefined {
  const comment = COMMENT.exec(line)
  const text = comment === null ? line : line.slice(0, comment.index)
  const tokens = withoutCount([...tokensOf(text.replace(KEYS, '$1'))])
  if (isFirst && tokens.every(token => HEADING.test(token))) return []
  return (tokens.length < 2 && (tokens[0]?.length ?? 0) <= LONGEST) || tokens.every(isEvident) ? tokens : undefined
}

/** Each once. */
function tokensOf(text: string): ReadonlySet<string> {
  const tokens = new Set<string>()
  for (const [token] of text.matchAll(TOKEN)) {
    if (!NOTHING.has(token)) tokens.add(token)
    // What else the line says would not make it a list.
    if (token.length > LONGEST) break
  }
  return tokens
}

/** `uniq -c` counts in front. */
const withoutCount = (tokens: readonly string[]): readonly string[] =>
  tokens.length === 2 && /^\d{1,9}$/.test(tokens[0] ?? '') ? tokens.slice(1) : tokens

const isEvident = (token: string): boolean =>
  token.length <= LONGEST && (/[:@/]/.test(token) || /^[0-9a-f]{12,64}$/.test(token))
