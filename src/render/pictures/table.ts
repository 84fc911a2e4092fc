import { type Attributes, type Child, element, type Markup } from './markup.ts'

// Each says the role that it has: on a narrow page rows are shown as cards, and a browser would forget what they are.

export const table = (attributes: Attributes, caption: string, parts: readonly Markup[]): Markup =>
  element('table', { role: 'table', ...attributes }, element('caption', {}, caption), parts)

/** `number`: columns of numbers. */
export const head = (names: readonly string[], { number = [] }: { readonly number?: readonly string[] } = {}): Markup =>
  element('thead', { role: 'rowgroup' }, row(names.map(name => headOf(name, number.includes(name)))))

const headOf = (name: string, isNumber: boolean): Markup =>
  element('th', { role: 'columnheader', scope: 'col', class: isNumber ? 'number' : undefined }, name)

export const body = (...rows: readonly Child[]): Markup => element('tbody', { role: 'rowgroup' }, rows)

export const row = (...cells: readonly Child[]): Markup => element('tr', { role: 'row' }, cells)

export const rowHead = (attributes: Attributes, ...children: readonly Child[]): Markup =>
  element('th', { role: 'rowheader', scope: 'row', ...attributes }, children)

export const cell = (attributes: Attributes, ...children: readonly Child[]): Markup =>
  element('td', { role: 'cell', ...attributes }, children)
