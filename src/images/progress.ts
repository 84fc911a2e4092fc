/** How far a copy has come, in bytes of configurations and layers. A copy that is made again begins to count again. */
export interface CopyProgress {
  /** So many more belong to it. */
  total(bytes: number): void
  /** ECR has received so many more; fewer where a layer had to be begun again. */
  sent(bytes: number): void
  /** So many more need not be sent. */
  skipped(bytes: number): void
}
