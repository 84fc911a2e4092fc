import type { Kind } from '../../kinds/kind.ts'
import type { Fields } from '../../model.ts'

/** Whose files are read; by these words a kind says what their resources mean. */
export type Tool = keyof NonNullable<Kind['foreign']>

/** A resource of another tool's file. */
export interface Resource {
  /** How its file calls it: an address, or a logical id with its line. */
  readonly label: string
  readonly type: string
  /** JSON, in which undefined stands for what is there and is not known. */
  readonly properties: Fields
}

/** Which of them are wanted, by the names of repositories; settings of the registry are then none of them. Left out: all. */
export type Choice = ((repositoryName: string) => boolean) | undefined

/** What a file says of one registry. */
export interface Place {
  readonly account?: string | undefined
  readonly region?: string | undefined
}
