/** Whose keys a call is signed with. */
export interface Signer {
  /** Keys in the environment are in force: no profile counts. */
  readonly isEnvironment: boolean
  /** The profile that is named; left out: nobody names one. */
  readonly name?: string
  readonly settings: Readonly<Record<string, string | undefined>>
}

/** What to type where the keys, or the sign-in that they come from, were good once. */
export function hintForExpired({ isEnvironment, name = 'default', settings }: Signer): string {
  if (isEnvironment)
    return 'Put new keys into AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN; or unset these, and sign in with a profile: aws sso login --profile NAME'
  if (settings.sso_session !== undefined || settings.sso_start_url !== undefined)
    return `Sign in again: aws sso login --profile ${name}`
  if (settings.aws_session_token !== undefined)
    return `Get new keys for the profile ${name}, and write them where the old ones stand: aws configure set aws_session_token TOKEN --profile ${name}`
  return `Sign in again as the profile ${name} does, for example: aws sso login --profile ${name}`
}

/** `The keys of the profile dev` */
export const keysText = ({ isEnvironment, name = 'default' }: Signer): string =>
  isEnvironment ? 'The keys in the environment' : `The keys of the profile ${name}`
