import type { Diagnostic } from '../model.ts'

/** The login in an address, whoever says it: covered up, each character in its column. */
const withoutPasswords = (text: string): string =>
  text.replace(/(?<=:\/\/)[^\s"'@]+(?=@(?!sha256:))/g, login => '*'.repeat(login.length))

/** A finding as it may stand in a log: what it quotes may be an address with a login. */
export function publishable(diagnostic: Diagnostic): Diagnostic {
  const { summary, detail, hint, excerpt, related } = diagnostic
  return {
    ...diagnostic,
    summary: withoutPasswords(summary),
    ...(detail !== undefined && { detail: withoutPasswords(detail) }),
    ...(hint !== undefined && { hint: withoutPasswords(hint) }),
    ...(excerpt !== undefined && { excerpt: withoutPasswords(excerpt) }),
    ...(related && { related: related.map(one => ({ ...one, message: withoutPasswords(one.message) })) }),
  }
}
