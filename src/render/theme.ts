import { inspect, styleText } from 'node:util'
import stringWidth from 'fast-string-width'
import { harmlessly } from '../harmless.ts'
import type { Action } from '../model.ts'

/** What a piece of text is; the theme decides how it looks. */
export type Role =
  | Action
  | 'text'
  | 'loss'
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

/** On dark and on light ground: yellow is for symbols and labels alone, grey for what need not be read. */
const FORMATS: Readonly<Record<Exclude<Role, 'text'>, Format>> = {
  create: 'green',
  update: 'yellow',
  replace: 'magenta',
  delete: 'red',
  blocked: ['red', 'bold'],
  cannotChange: 'gray',
  unread: 'magenta',
  loss: ['red', 'bold'],
  attention: ['magenta', 'bold'],
  strong: 'bold',
  faint: 'gray',
  error: ['red', 'bold'],
  warning: 'yellow',
  note: 'cyan',
  good: 'green',
}

export const plain: Theme = (_role, text) => text
export const colored: Theme = (role, text) =>
  text === '' || role === 'text' ? text : styleText(FORMATS[role], text, { validateStream: false })

/** Fills up with spaces to a width as a terminal shows it; a longer text keeps two spaces to what follows. */
export const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(width - stringWidth(text), 2))

/** What the colours of all roles are made of. */
export const COLOURS: ReadonlySet<string> = new Set(
  Object.values(FORMATS)
    .flat()
    .flatMap(format => inspect.colors[format] ?? [])
    .map(code => `\u001b[${code}m`),
)

/** A renderer, to which every text of its document comes as one harmless line: what is a line of its own, it says itself. */
export const outward =
  <T, Rest extends readonly unknown[]>(render: (document: T, ...rest: Rest) => string) =>
  (document: T, ...rest: Rest): string =>
    render(harmlessly(document), ...rest)
