/** The statements of a policy, in their order; each says by its Sid what it is for. */
export const PARTS = [
  'List',
  'Plan',
  'PlanRegistry',
  'Tags',
  'Images',
  'Preview',
  'Apply',
  'ApplyRegistry',
  'Copy',
  'OtherServices',
  'ServiceRoles',
  'PassRoles',
  'Keys',
  'Login',
  'Targets',
] as const

export type Part = (typeof PARTS)[number]

/** Operator → key → values. */
export type Condition = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

/** One action that is to be allowed on one resource. */
export interface Permission {
  readonly part: Part
  readonly action: string
  readonly resource: string
  readonly condition?: Condition
}

export interface Statement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: Condition
}

/** A policy as IAM takes it. */
export interface PolicyDocument {
  readonly Version: '2012-10-17'
  readonly Statement: readonly Statement[]
}

export const documentOf = (statements: readonly Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
})
