import type { Action, Address, Caller, Consent, Failure, Fields, MadeCall, Outcome, Plan, Shard } from '../model.ts'

/** What an apply did, as it is written while it happens: a line each for who began it, for each change, and for its end. */
export interface Receipt {
  readonly head: ReceiptHead
  readonly outcomes: readonly ReceiptOutcome[]
  /** Left out: the run has not come to it. */
  readonly end?: ReceiptEnd
  /** The last line breaks off: the run was ended while it wrote. */
  readonly isCut: boolean
}

export interface ReceiptHead {
  readonly type: 'receipt'
  readonly formatVersion: 1
  /** The version of ecrsync. */
  readonly ecrsync: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly manifest: Plan['manifest']
  readonly planDigest: string
  readonly shard?: Shard
  readonly only?: readonly string[]
  readonly consent: Consent
  /** Whether somebody was asked, or had said before that nobody need be. */
  readonly approval: Approval
  readonly targets: readonly ReceiptTarget[]
}

export type Approval = 'asked' | 'auto'

export interface ReceiptTarget {
  readonly name: string
  readonly account: string
  readonly region: string
  readonly endpoint?: string
  /** Left out: nothing was to be changed there, or STS does not say it. */
  readonly caller?: Caller
  readonly declared: number
  readonly managed: number
  readonly read: number
}

/** How a change ended, with what it takes to go back. */
export interface ReceiptOutcome {
  readonly type: 'outcome'
  readonly target: string
  readonly address: Address
  readonly kind: string
  readonly name: string
  /** Left out: it is of the registry. */
  readonly repository?: string
  readonly action: Action
  readonly status: Outcome['status']
  readonly before?: Fields | null
  readonly after?: Fields | null
  /** Of what is done in part: what it was to be. */
  readonly planned?: Fields | null
  /** Of what is deleted: what was asked for. */
  readonly want?: unknown
  /** By kind, what went with it; null: there was none; left out: it could not be read. */
  readonly took?: Readonly<Record<string, Fields | null>>
  readonly calls: readonly MadeCall[]
  readonly durationMs?: number
  readonly because?: string
  readonly elsewhere?: string
  readonly error?: Failure
}

export interface ReceiptEnd {
  readonly type: 'end'
  /** ISO 8601. */
  readonly endedAt: string
  readonly exit: number
}

export type ReceiptLine = ReceiptHead | ReceiptOutcome | ReceiptEnd
