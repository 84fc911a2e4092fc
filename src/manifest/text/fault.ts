import type { Path } from '../../kinds/kind.ts'
import type { Finding } from './findings.ts'

/** A finding in a text, and another place that it is about. */
export interface Fault {
  readonly offset: number
  readonly finding: Finding
  readonly other?: { readonly offset: number; readonly message: string }
  /** The value that it is about; all others can be read. */
  readonly path?: Path
  /** It makes the text no YAML at all. */
  readonly isSyntax?: boolean
  /** The line that it is in is not shown. */
  readonly isHidden?: boolean
}
