import type { Change, Outcome } from '../model.ts'

/** What is going on, for whoever shows it. */
export interface ApplyProgress {
  started(change: Change): void
  ended(change: Change, outcome: Outcome): void
}
