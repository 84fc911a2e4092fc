import { withoutLogins } from '../../names.ts'

/** A text of the manifest as a message quotes it: what is cut off could be the @ that shows a password to be one. */
export function clipped(text: string): string {
  // Of another type than it should be, it is a finding that quotes it.
  const shown = withoutLogins(String(text))
  return shown.length > 80 ? `${shown.slice(0, 80)}…` : shown
}
