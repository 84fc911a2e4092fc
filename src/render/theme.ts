import { styleText } from 'node:util'
import stringWidth from 'string-width'
import type { Action } from '../model.ts'

/** What a piece of text is; the theme decides how it looks. */
export type Role =
  | Action
  | 'blocked'
  | 'cannotChange'
  | 'unread'
  | 'attention'
  | 'strong'
  | 'faint'
  | 'error'
  | 'warning'
  | 'note'
  | 'good'

export type Theme = (role: Role, text: string) => string

type Format = Parameters<typeof styleText>[0]

const FORMATS: Readonly<Record<Role, Format>> = {
  create: 'green',
  update: 'yellow',
  replace: 'magenta',
  delete: 'red',
  blocked: ['red', 'bold'],
  cannotChange: 'gray',
  unread: 'magenta',
  attention: ['yellow', 'bold'],
  strong: 'bold',
  faint: 'gray',
  error: ['red', 'bold'],
  warning: 'yellow',
  note: 'cyan',
  good: 'green',
}

export const plain: Theme = (_role, text) => text
export const colored: Theme = (role, text) =>
  text === '' ? '' : styleText(FORMATS[role], text, { validateStream: false })

/** Fills up with spaces to a width as a terminal shows it; a longer text keeps two spaces to what follows. */
export const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(width - stringWidth(text), 2))

/** What a manifest or ECR says is text, never a command to the terminal; each character keeps its column. */
export const harmless = (text: string): string => text.replace(/(?!\n)[\p{Cc}\p{Bidi_Control}]/gu, '\uFFFD')

/** The same for a text that has one line of its own. */
export const oneLine = (text: string): string => harmless(text).replace(/[\n\u2028\u2029]/g, '\uFFFD')
