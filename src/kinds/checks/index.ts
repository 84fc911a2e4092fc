import { actionWithoutEffect } from './action-without-effect.ts'
import { cachedWithoutSettings } from './cached-without-settings.ts'
import type { Check } from './check.ts'
import { excludesAll } from './excludes-all.ts'
import { idleRule } from './idle-rule.ts'
import { movableTags } from './movable-tags.ts'
import { noLifecyclePolicy } from './no-lifecycle-policy.ts'
import { openOrganization } from './open-organization.ts'
import { openToAll } from './open-to-all.ts'
import { othersAdminister } from './others-administer.ts'
import { othersPush } from './others-push.ts'
import { scansByRepository } from './scans-by-repository.ts'
import { unknownAction } from './unknown-action.ts'

/** Every check, by its code. */
export const CHECKS: readonly Check[] = [
  openToAll,
  othersPush,
  openOrganization,
  unknownAction,
  actionWithoutEffect,
  othersAdminister,
  noLifecyclePolicy,
  idleRule,
  cachedWithoutSettings,
  movableTags,
  excludesAll,
  scansByRepository,
]

const BY_CODE: ReadonlyMap<string, Check> = new Map(CHECKS.map(check => [check.code, check]))

export const checkOf = (code: string): Check | undefined => BY_CODE.get(code)
