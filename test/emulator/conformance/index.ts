import { ACCOUNT_SETTINGS } from './account-settings.ts'
import { AUTHORIZATION } from './authorization.ts'
import { BACKFILL_RESULTS } from './backfill-results.ts'
import { BACKFILLS } from './backfills.ts'
import type { Conformance } from './conformance.ts'
import { CREATION_TEMPLATES } from './creation-templates.ts'
import { IMAGE_BATCHES } from './image-batches.ts'
import { IMAGES } from './images.ts'
import { LAYERS } from './layers.ts'
import { LIFECYCLE } from './lifecycle.ts'
import { LIFECYCLE_PREVIEW } from './lifecycle-preview.ts'
import { PULL_THROUGH_CACHE } from './pull-through-cache.ts'
import { PULL_TIME_EXCLUSIONS } from './pull-time-exclusions.ts'

import { REFERRERS } from './referrers.ts'
import { REGISTRY_POLICY } from './registry-policy.ts'
import { REPLICATION } from './replication.ts'
import { REPOSITORIES } from './repositories.ts'
import { REPOSITORY_POLICY } from './repository-policy.ts'
import { SCANNING } from './scanning.ts'
import { SCANS } from './scans.ts'
import { SIGNING } from './signing.ts'
import { STORAGE_CLASS } from './storage-class.ts'
import { TAGS } from './tags.ts'

/** What the emulator is known to do, operation by operation. */
export const TABLE: readonly Conformance[] = [
  ...REPOSITORIES,
  ...REPOSITORY_POLICY,
  ...LIFECYCLE,
  ...LIFECYCLE_PREVIEW,
  ...TAGS,
  ...IMAGES,
  ...IMAGE_BATCHES,
  ...STORAGE_CLASS,
  ...REFERRERS,
  ...LAYERS,
  ...REGISTRY_POLICY,
  ...SCANNING,
  ...SCANS,
  ...SIGNING,
  ...REPLICATION,
  ...BACKFILLS,
  ...BACKFILL_RESULTS,
  ...PULL_THROUGH_CACHE,
  ...CREATION_TEMPLATES,
  ...ACCOUNT_SETTINGS,
  ...PULL_TIME_EXCLUSIONS,
  ...AUTHORIZATION,
]
