import type { Path } from '../../kinds/kind.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import type { Fields } from '../../model.ts'

/** What a variable stands for: a text, or several; null is known only later, and left as written. */
export type Value = string | readonly string[] | null

/** Values of `${{ … }}` by name. */
export type Variables = ReadonlyMap<string, Value>

/** Without braces inside: one that is not closed ends at the next, and no text takes long to read. */
const PLACEHOLDER = /\$\{\{([^{}]*)\}\}/g
const WHOLE = /^\$\{\{([^{}]*)\}\}$/

/** The variables that a text asks for. */
export const namesIn = (text: string): readonly string[] =>
  hasPlaceholder(text) ? [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name.trim()) : []

/** The one variable that a text is, and nothing else. */
export const wholeName = (text: string): string | undefined => WHOLE.exec(text)?.[1]?.trim()

/** What stands around the variables of a text. */
export const textBetween = (text: string): string => text.replace(PLACEHOLDER, '')

/** A `${{` without its `}}`. */
export const isOpen = (text: string): boolean => hasPlaceholder(textBetween(text))

/** Characters, or entries of lists: more than any text of ECR has. What would be longer stays as it is written. */
export const LONGEST = 100_000

/** How much comes of the variables of a text. */
export function sizeOf(text: string, variables: Variables): number {
  let size = 0
  for (const name of namesIn(text)) size += variables.get(name)?.length ?? 0
  return size
}

/** A text with its variables filled in. Several texts have no place within a text: there the variable stays as written. */
export function filledText(text: string, variables: Variables): string {
  if (!hasPlaceholder(text) || sizeOf(text, variables) > LONGEST) return text
  return text.replace(PLACEHOLDER, (placeholder, name: string) => {
    const value = variables.get(name.trim())
    return typeof value === 'string' ? value : placeholder
  })
}

/**
 * Every text within a value with its variables filled in. A text that is nothing but a variable becomes the list that
 * this stands for; within a list, its items. What nothing is filled in in is returned as the very same.
 */
export function interpolate(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') return filled(value, variables)
  if (typeof value !== 'object' || value === null || expressionsIn(value).length === 0) return value
  return Array.isArray(value) ? filledList(value, variables) : filledFields(value as Fields, variables)
}

function filled(text: string, variables: Variables): string | readonly string[] {
  const whole = hasPlaceholder(text) ? variables.get(wholeName(text) ?? '') : undefined
  return Array.isArray(whole) ? whole : filledText(text, variables)
}

function filledList(list: readonly unknown[], variables: Variables): readonly unknown[] {
  const items = list.map(item => interpolate(item, variables))
  if (items.every((item, index) => item === list[index])) return list
  return items.flatMap((item, index) => (typeof list[index] === 'string' ? item : [item]))
}

function filledFields(fields: Fields, variables: Variables): Fields {
  const entries = Object.entries(fields).map(([key, inner]) => [key, interpolate(inner, variables)] as const)
  return entries.every(([key, inner]) => inner === fields[key]) ? fields : Object.fromEntries(entries)
}

/** A text or key with a placeholder, and where it is. */
export interface Expression {
  readonly text: string
  readonly path: Path
  readonly isKey: boolean
}

const NONE: readonly Expression[] = []
const remembered = new WeakMap<object, readonly Expression[]>()

/** All expressions within a value, remembered of each part of the manifest, because a thousand repositories may share it. */
export function expressionsIn(value: unknown): readonly Expression[] {
  if (typeof value === 'string') return hasPlaceholder(value) ? [{ text: value, path: [], isKey: false }] : NONE
  if (typeof value !== 'object' || value === null) return NONE
  const known = remembered.get(value)
  if (known) return known
  const found = Array.isArray(value) ? inList(value) : inFields(value as Fields)
  // What holds texts alone is looked through as fast as it is remembered.
  if (found.length > 0 || Object.values(value).some(isObject)) remembered.set(value, found)
  return found
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null

function inList(list: readonly unknown[]): readonly Expression[] {
  const found: Expression[] = []
  for (const [index, item] of list.entries()) addBelow(found, index, item)
  return found.length === 0 ? NONE : found
}

function inFields(fields: Fields): readonly Expression[] {
  const found: Expression[] = []
  for (const key of Object.keys(fields)) {
    if (hasPlaceholder(key)) found.push({ text: key, path: [key], isKey: true })
    addBelow(found, key, fields[key])
  }
  return found.length === 0 ? NONE : found
}

function addBelow(found: Expression[], step: Path[number], value: unknown): void {
  for (const one of expressionsIn(value)) found.push({ ...one, path: [step, ...one.path] })
}
