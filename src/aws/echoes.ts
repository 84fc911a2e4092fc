import { withoutSecrets } from '../secrecy.ts'

/** Headers and parameters that are secrets, or that a call is signed with, as AWS itself quotes them where a signature does not match. */
const SECRET =
  /\b((?:x-amz-security-token|x-amz-sso_bearer_token|x-amz-signature|signature|secretaccesskey|sessiontoken|webidentitytoken|accesstoken|access_token)["']?\s*[:=]\s*["']?)[^\s"'&,;<]+/gi
const AUTHORIZATION = /\b(authorization["']?\s*[:=]\s*["']?(?:basic|bearer)\s+)[^\s"',;<]+/gi

/** What an answer says of the request that it is to, without what may stand in no log: by its value, and by the name that it has. */
export const withoutEchoes = (text: string): string =>
  withoutSecrets(text).replace(SECRET, '$1…').replace(AUTHORIZATION, '$1…')
