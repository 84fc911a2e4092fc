import type { Path } from '../../../kinds/kind.ts'
import type { Finding } from '../../text/findings.ts'
import type { Shaped } from '../schema-at.ts'
import type { Schema } from '../schema-parts.ts'

/** What does not fit into the form of a manifest, for whoever knows what was meant by it. */
export interface Misfit {
  readonly sort: 'key' | 'value'
  readonly path: Path
  readonly value: unknown
  /** Of a key, that of the map in which it stands; of a value, what belongs in its place. */
  readonly schema: Schema
  /** The file that it is in. */
  readonly whole: Shaped
}

/** What is said of it instead; all that is found at the paths that it covers, or below them, is the same mistake. */
export interface Said extends Partial<Omit<Finding, 'severity'>> {
  readonly covers?: readonly Path[]
}

/** One mistake that people make: undefined where it is another one. */
export type Mistake = (misfit: Misfit) => Said | undefined

export const keyOf = ({ path }: Pick<Misfit, 'path'>): string => String(path.at(-1))
