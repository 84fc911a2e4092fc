export type { CountType, LifecyclePolicy, LifecycleRule, Selection } from './policy.ts'
export { LIMITS } from './policy.ts'
export { type Violation, validatePolicy, validatePolicyText } from './validate.ts'
