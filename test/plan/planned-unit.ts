import type { PlannedUnit } from '../../src/plan/assemble.ts'

/** What is planned of a repository that is as it should be, but for what a test says. */
export const plannedUnit = (repository: string, more: Partial<PlannedUnit> = {}): PlannedUnit => ({
  repository,
  isManaged: true,
  changes: [],
  unread: [],
  warnings: [],
  standing: [],
  opened: [],
  ...more,
})
