import type { Operation, PullAction, ReadAction, UploadAction } from '../aws/api.ts'
import type { RegistryOf } from './kind.ts'

/** What IAM is asked for one wish, whatever ECR holds at the time. */
export interface Permissions {
  readonly reads?: readonly (ReadAction | PullAction)[]
  readonly writes?: readonly WriteStep[]
  /** Of other repositories: where images come from, or have gone to. */
  readonly elsewhere?: readonly Elsewhere[]
  /** Actions of other services, as IAM names them. */
  readonly others?: readonly string[]
  /** Services for which its writes make a role of AWS, the first time. */
  readonly serviceRoles?: readonly string[]
  /** ARNs of the user's own roles that its writes pass. */
  readonly passes?: readonly string[]
  /** Keys of KMS that its writes use: ids, aliases, or ARNs of either. */
  readonly keys?: readonly string[]
}

/** A write, or a step of the copy of an image. */
export type WriteStep = Exclude<Operation['action'], 'CopyImage'> | PullAction | UploadAction

export interface Elsewhere {
  readonly repositoryName: string
  /** Left out: the registry of the wish itself. */
  readonly registry?: RegistryOf | undefined
  readonly reads?: Permissions['reads']
  readonly writes?: Permissions['writes']
}

/** For whom permissions are asked. */
export interface Permitted {
  /** Nobody declares its repository: it is not created. */
  readonly isDiscovered: boolean
  /** What an apply has done of it may be taken back, too. */
  readonly isTakenBack: boolean
}

interface Document<A> {
  /** Left out: there is to be none. */
  readonly isWished: boolean
  /** What is wished may come to none, too. */
  readonly mayBeEmpty?: boolean
  readonly put: readonly A[]
  readonly remove: A
}

/** Of what is there or not: taken back, it may be the one or the other. */
export const documentWrites = <A>(
  { isWished, mayBeEmpty = false, put, remove }: Document<A>,
  { isTakenBack }: Pick<Permitted, 'isTakenBack'>,
): readonly A[] => [
  ...(isWished || isTakenBack ? put : []),
  ...(!isWished || mayBeEmpty || isTakenBack ? [remove] : []),
]
