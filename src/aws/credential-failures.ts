import { EcrsyncError } from '../errors.ts'
import { hintOf, UNREACHABLE } from './connection.ts'
import { NO_CREDENTIALS, read, type Thrown, UNANSWERED } from './thrown.ts'

/** Of the profile that credentials were asked of. */
export interface Asked {
  /** Undefined: nobody names one. */
  readonly name?: string
  readonly settings: { readonly credential_process?: string | undefined }
}

/**
 * Of who was asked for credentials, which is not ECR; what AWS or STS itself answers is thrown on.
 * @throws EcrsyncError UNREACHABLE, NO_CREDENTIALS
 */
export function credentialsFailed(thrown: unknown, profile: Asked): never {
  const error = read(thrown)
  if (thrown instanceof EcrsyncError || /region is missing/i.test(error.message)) throw thrown
  if (UNREACHABLE.has(error.code) || hintOf(error.code) !== undefined) throw nobodyForCredentials(error, thrown)
  const isOfFiles = /^E[A-Z]+$/.test(error.code) && (thrown as { path?: unknown }).path !== undefined
  const isNone = NO_CREDENTIALS.has(error.name) && (profile.name ?? profile.settings.credential_process) !== undefined
  const isStumble = error.status === undefined && error.code === '' && !UNANSWERED.has(error.name)
  const isBare = NO_CREDENTIALS.has(error.name) && !isNone
  if (isBare || !(isOfFiles || isNone || isStumble)) throw thrown
  const hint = isOfFiles ? 'Check the path in the profile, or in AWS_WEB_IDENTITY_TOKEN_FILE.' : signIn(profile, error)
  const isExpired = /\bexpired\b/i.test(error.message)
  throw new EcrsyncError('NO_CREDENTIALS', isExpired ? 'The AWS sign-in has expired' : 'No AWS credentials found', {
    detail: `The AWS profile ${profile.name ?? 'default'} leads to none (${error.message.replace(/^(Command failed: ("[^"]*"|\S+)).*/, '$1')})`,
    hint,
    cause: thrown,
  })
}

/** Of a command its program alone is said: what comes after it may be a secret. */
function signIn({ name = 'default', settings }: Asked, { message }: Thrown): string {
  const [, own] = /^\s*("[^"]*"|\S+)/.exec(settings.credential_process ?? '') ?? []
  const program = own ?? /^Command failed: ("[^"]*"|\S+)/.exec(message)?.[1]
  if (program !== undefined)
    return `Run the program of its credential_process by hand, and mend what it says: ${program}`
  return `Sign in (\`aws sso login --profile ${name}\`), or name another profile. Beside --profile, keys in the environment do not count.`
}

const nobodyForCredentials = ({ code, message }: Thrown, cause: unknown): EcrsyncError =>
  new EcrsyncError('UNREACHABLE', 'AWS cannot be reached for credentials', {
    detail: `The profile has to be exchanged for credentials first, and nobody answers (${message})`,
    hint:
      hintOf(code) ??
      'Check the network, and AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL or endpoint_url of the profile if one is set.',
    cause,
  })
