export type { CountType, LifecyclePolicy, LifecycleRule, Selection } from './policy.ts'
export { LIMITS } from './policy.ts'
export { validatePolicy, validatePolicyText } from './validate.ts'
export type { Violation } from './violation.ts'
