export const HEAD = 'version: 1\nname: acme\n'

/** Input that is wrong, and what must be said of it. */
export interface BadInput {
  /** The text of ecrsync.yaml, or several files. */
  readonly files: string | Readonly<Record<string, string>>
  readonly code: string
  /** FILE:LINE:COLUMN of the key or list item that is wrong. */
  readonly at: string
  /** What the reader is told to do. */
  readonly hint: string
  /** Another place that is named. */
  readonly also?: string
  readonly env?: Record<string, string>
  prepare?(folder: string): Promise<void>
}
