import type { Path } from '../../kinds/kind.ts'
import type { Fields, Source } from '../../model.ts'

/** One YAML file: its value as plain data, and the way back from a path to the text. */
export interface Parsed {
  /** As the user would type it. */
  readonly file: string
  /** The folder that paths in the file are relative to, itself relative to the folder of the root: `` for the root. */
  readonly directory: string
  readonly value: unknown
  /** What is left of a text without a value: no more than is expected to be. */
  readonly salvaged?: Fields
  /** The key or list item at the path, or the nearest one above it that is there. */
  locate(path: Path): Source
  /** The text of the scalar at the path as it is written, without quotes. */
  written(path: Path): string | undefined
  /** A line, counted from 1. */
  line(number: number): string
}

/** A place in a file of the manifest: where a diagnostic points, and where a value comes from. */
export interface Place {
  readonly parsed: Parsed
  readonly path: Path
}

export const sourceOf = ({ parsed, path }: Place): Source => parsed.locate(path)

export const below = ({ parsed, path }: Place, rest: Path): Place => ({ parsed, path: [...path, ...rest] })
