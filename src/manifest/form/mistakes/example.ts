import type { Path } from '../../../kinds/kind.ts'
import type { Fields } from '../../../model.ts'
import { isIndex, type Shaped, shapedAt } from '../schema-at.ts'
import type { Schema } from '../schema-parts.ts'
import { abridged } from './abridged.ts'
import { fitted } from './fit.ts'
import { linesOf } from './lines.ts'
import type { Misfit } from './misfit.ts'

type Lines = readonly string[]

/** A value as its place takes it, to paste below its key, or as an item; undefined where it is not clear what was meant. */
export function exampleFor(step: Path[number], given: unknown, schema: Schema): Lines | undefined {
  const { value, isCut } = abridged(given)
  const made = fitted(value, schema)
  if (made === undefined) return undefined
  return linesAt(step, made, isCut)
}

/** Below its key, as an item, or as all of a file. */
export function linesAt(step: Path[number], made: unknown, isCut = false): Lines {
  if (step === '') return linesOf(made as Fields, isCut)
  return linesOf(isIndex(step) ? [made] : { [step]: made }, isCut)
}

/** Very many mistakes in one place are looked at there once. */
const tried = new WeakMap<object, Map<Schema, Lines | undefined>>()

/** The nearest place around a misfit of which it is clear what was meant, as far as the setting that it is in. */
export function exampleAround({ path, whole }: Misfit): { readonly path: Path; readonly example: Lines } | undefined {
  for (let length = path.length - 1; length >= (LISTS.includes(path[0] ?? '') ? 3 : 2); length--) {
    const at = path.slice(0, length)
    const example = exampleAt(whole, at)
    if (example) return { path: at, example }
  }
  return undefined
}

/** Of a place that has others in it. */
export function exampleAt(whole: Shaped, path: Path): Lines | undefined {
  const { value, schema } = shapedAt(whole, path)
  return typeof value === 'object' && value !== null ? onceFor(value, schema, path) : undefined
}

/** Sections of blocks of settings: one of these stands at the third step. */
const LISTS: Path = ['repositories', 'defaults', 'discovered']

function onceFor(value: object, schema: Schema, path: Path): Lines | undefined {
  const known = tried.get(value) ?? new Map<Schema, Lines | undefined>()
  tried.set(value, known)
  if (!known.has(schema)) known.set(schema, exampleFor(path.at(-1) as Path[number], value, schema))
  return known.get(schema)
}
