import { EcrsyncError } from '../../errors.ts'
import type { Emit } from '../../events.ts'
import type { DraftFile } from '../../importing/draft/factored.ts'
import { differing } from '../../importing/foreign/proof.ts'
import type { HeldRegistry } from '../../importing/held.ts'
import { DEFAULT_TARGET } from '../../manifest/meaning/targets.ts'
import type { Plan } from '../../model.ts'
import { planTargets } from '../../plan/targets.ts'
import { someOf } from '../../words.ts'
import { asUnproven, openDraft } from './drafted.ts'
import type { ImportFlags } from './importing.ts'
import type { OfflineTarget, OpenManifest } from './manifest.ts'
import { unopened } from './planner.ts'
import { planDeclared } from './proof.ts'
import { knownOf, type TargetOpener, targetOpeners } from './target.ts'

/** @throws EcrsyncError IMPORT_UNPROVEN where the files are no manifest */
const opened = (files: readonly DraftFile[], flags: ImportFlags): Promise<OpenManifest> =>
  openDraft(files, flags).catch(asUnproven(unproven))

/**
 * Whether the manifest in these files comes to exactly what it was made of.
 *
 * @throws EcrsyncError IMPORT_UNPROVEN where it does not, or is no manifest
 */
export async function proveOffline(
  files: readonly DraftFile[],
  registries: readonly HeldRegistry[],
  flags: ImportFlags,
): Promise<void> {
  const manifest = await opened(files, flags)
  const known = new Map(manifest.offline().map(one => [one.target.name, one]))
  const found = registries.flatMap(held => {
    const one = known.get(held.target ?? DEFAULT_TARGET)
    return one ? differing(held, one.wishes, placeOf(one)) : []
  })
  if (found.length > 0) throw unproven(`It would say otherwise: ${someOf(found, SHOWN)}. Nothing was written.`)
}

/** Of a region that is not known, nothing is filled in. */
const placeOf = ({ target: { name, account, region } }: OfflineTarget) => ({
  name,
  ...(account !== undefined && { account }),
  ...(region !== '' && { region }),
})

const SHOWN = 5

/** What a manifest that is not written yet would change of what is there; of whose the repositories are, nothing is said. */
export async function verify(files: readonly DraftFile[], flags: ImportFlags, emit: Emit): Promise<Plan> {
  const manifest = await opened(files, flags)
  const { openers, close } = await targetOpeners(flags, manifest.targets, emit)
  const now = new Date()
  const undertake = (opener: TargetOpener) => ({
    target: unopened(opener, flags),
    async plan() {
      const target = await opener.open()
      const known = await knownOf(target, manifest)
      return planDeclared(manifest, { target, known, reader: target.client.reader }, { flags, now })
    },
  })
  try {
    return await planTargets(openers.map(undertake), { ...manifest.about, version: flags.version, emit })
  } finally {
    await close()
  }
}

const unproven = (detail: string): EcrsyncError =>
  new EcrsyncError('IMPORT_UNPROVEN', 'The manifest that was made of the file is not what the file says', {
    detail,
    hint: 'Leave out what is named with --only, and report this.',
  })
