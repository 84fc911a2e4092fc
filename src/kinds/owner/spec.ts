/** Whose a repository is, as its tags say it. */
export type OwnerSpec = {
  readonly repositoryArn?: string
  /** The manifest that owns it; left out: none does. */
  readonly manifest?: string
  /** Tags that are anybody's, the owner tag among them. */
  readonly tagCount?: number
  /** Its tags may not be read: whose it is, is not known. */
  readonly isUnknown?: true
}
