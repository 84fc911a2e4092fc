import type { Manifest } from '../../manifest/form/load.ts'
import type { ResolvedManifest } from '../../manifest/meaning/resolve.ts'
import type { Plan } from '../../model.ts'

/** A file of a manifest, by the name that its diagnostics have. */
export interface ManifestText {
  readonly file: string
  readonly text: string
}

/** What a manifest says for each of its targets, and what it would do in those that were read. */
export interface Look {
  readonly manifest: Manifest
  /** Of every target that it declares, by name. */
  readonly targets: ReadonlyMap<string, ResolvedManifest>
  readonly plan: Plan
}

/**
 * The same manifest with other texts of some of its files, over what was read.
 *
 * @throws EcrsyncError INVALID_MANIFEST
 */
export type LookAt = (texts: readonly ManifestText[]) => Promise<Look>
