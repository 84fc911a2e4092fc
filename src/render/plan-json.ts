import type { Change, Plan, PlannedTarget } from '../model.ts'
import { diagnosticJson } from './diagnostics.ts'

/** Raised when a reader of an older format could misread a newer one. */
const FORMAT_VERSION = 1

/** A plan as published in schemas/plan.schema.json. */
export const planJson = ({ manifest, targets, changes, summary, warnings, refused }: Plan, version: string) => ({
  formatVersion: FORMAT_VERSION,
  ecrsync: version,
  manifest: { name: manifest.name, digest: manifest.digest },
  targets: targets.map(targetJson),
  changes: changes.map(changeJson),
  summary,
  warnings: warnings.map(diagnosticJson),
  refused: refused.map(diagnosticJson),
})

const targetJson = ({ name, account, region, complete, unread, unchanged, unmanaged }: PlannedTarget) => ({
  name,
  account,
  region,
  complete,
  unread,
  unchanged,
  unmanaged,
})

const changeJson = ({
  address,
  target,
  kind,
  name,
  repository,
  action,
  before,
  after,
  paths,
  source,
  needs,
  operations,
  blocked,
  impact,
  risk,
}: Change) => ({
  address,
  target,
  kind,
  name,
  ...(repository !== undefined && { repository }),
  action,
  before,
  after,
  paths,
  ...(source && { source }),
  needs,
  operations,
  ...(blocked && { blocked }),
  ...(impact && { impact }),
  ...(risk !== undefined && { risk }),
})
