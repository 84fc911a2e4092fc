export type Path = readonly (string | number)[]

/** One thing that ECR refuses: where it stands in the policy, a short stable name of the rule broken, and ECR's words. */
export interface Violation {
  readonly path: Path
  readonly rule: string
  /** What stands between the quotes of `Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: '…'`. */
  readonly message: string
}
