import type { Change, GuardName, Limit } from '../../model.ts'

/** A limit on what a plan as a whole may do: one file each, and a line in `list.ts`. It is judged by the plan's document alone. */
export interface Guard {
  readonly key: GuardName
  readonly code: string
  /** Where the manifest says nothing, of both or of one of them. */
  readonly byDefault?: Required<Limit>
  /** Why a plan beyond it is not applied. */
  readonly detail: string
  /** Where to look before it is allowed. */
  readonly look: string
  /** What of changes that would be made it counts, with so many images that others take beside them. */
  counted(changes: readonly Change[], beside?: number): Counted
  /** Of what `percent` is said, one by one. Left out: of the managed repositories. */
  shares?(changes: readonly Change[]): readonly Share[]
}

export interface Counted {
  readonly count: number
  /** Of these, what `percent` is compared with: settings of a registry are no share of its repositories. */
  readonly shared: number
  /** A clause: `12 repositories would be deleted`. */
  readonly text: string
  /** It may be less: the plan does not know all parts of multi-arch images. */
  readonly isUpperBound?: boolean
}

/** What goes of one repository. */
export interface Share {
  readonly name: string
  readonly target: string
  readonly percent: number
  /** A clause after the percentage: `of the images of team/app would expire`. */
  readonly text: string
  readonly isUpperBound: boolean
}
