import type { Diagnostic } from '../model.ts'
import { withoutLogins } from '../names.ts'

/** A finding as it may stand in a log: what it quotes may be an address with a login. */
export function publishable(diagnostic: Diagnostic): Diagnostic {
  const { summary, detail, hint, example, excerpt, related } = diagnostic
  return {
    ...diagnostic,
    summary: withoutLogins(summary),
    ...(detail !== undefined && { detail: withoutLogins(detail) }),
    ...(hint !== undefined && { hint: withoutLogins(hint) }),
    ...(example !== undefined && { example: example.map(withoutLogins) }),
    ...(excerpt !== undefined && { excerpt: withoutLogins(excerpt) }),
    ...(related && { related: related.map(one => ({ ...one, message: withoutLogins(one.message) })) }),
  }
}
