import type { LifecyclePolicy } from '../../lifecycle/index.ts'

/** What a manifest can say of a lifecycle policy. */
export interface LifecycleWant {
  readonly policy: LifecyclePolicy
  /** The manifest's name for it. */
  readonly named?: string
}
