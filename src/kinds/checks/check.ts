import type { Fields } from '../../model.ts'
import type { Context, Kind, Problem } from '../kind.ts'

/**
 * Something that ECR takes and that a reader would object to: one file says all of it, its page in the documentation as well.
 * Its code means the same for ever.
 */
export interface Check {
  readonly code: string
  readonly severity: Exclude<Severity, 'error'>
  /** What it finds, in a few words. */
  readonly title: string
  readonly why: string
  /** Where that is said: a link in Markdown. */
  readonly source: string
  /** A manifest below its name in which it is found, and the same one mended. */
  readonly example: { readonly found: string; readonly mended: string }
  /** Left out: the kind itself finds it, when it checks what is declared. */
  readonly judges?: Judging
}

export type Severity = NonNullable<Problem['severity']>

/** What it looks at. */
export interface Judging {
  readonly scope: Kind['scope']
  /** The settings that it is made of, by their keys in a manifest. */
  readonly reads: readonly string[]
  find(declared: Fields, context: Judged): readonly Problem[]
}

/** What it may know beside the settings. */
export interface Judged extends Context {
  /** The accounts of all targets that have these settings; empty where none is known. */
  readonly own: readonly string[]
  /** Globs of tags that matter. */
  readonly tags: readonly string[]
  /** The manifest says this setting of the registry. */
  saysOfRegistry(key: string): boolean
  /** Nobody else has made it and gives it settings. */
  readonly isDeclared: boolean
}
