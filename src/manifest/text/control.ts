import type { Finding } from './findings.ts'

/** What no editor shows, but for tabs and line ends. */
export const CONTROL = /(?![\t\n\r\x85])\p{Cc}/gu

/** `U+00A0` */
export const codeOf = (sign: string): string =>
  `U+${(sign.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`

export const controlCharacter = (sign: string): Finding => ({
  code: 'INVALID_YAML',
  summary: `A control character (${codeOf(sign)})`,
  detail: 'YAML has none in plain sight, and a terminal might obey it.',
  hint: 'Remove it; in double quotes it may be written as an escape.',
})
