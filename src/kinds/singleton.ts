import type { Fields } from '../model.ts'

/** By name, what a registry has one of; undefined: there is none, or nothing is said of it. */
export const onlyOne = <T>(one: T | undefined): ReadonlyMap<string, T> =>
  new Map(one === undefined ? [] : [['registry', one]])

/** The wish for it, of what a manifest declares under its key. */
export const wishForOne = <Want>(
  declared: unknown,
  wish: (declared: Fields) => Want,
): ReadonlyMap<string, Want | null> =>
  onlyOne(declared === undefined || declared === null ? (declared as null | undefined) : wish(declared as Fields))
