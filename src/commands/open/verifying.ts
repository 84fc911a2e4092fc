import { join, resolve } from 'node:path'
import { EcrsyncError } from '../../errors.ts'
import type { Emit } from '../../events.ts'
import type { DraftFile } from '../../importing/draft/factored.ts'
import { differing } from '../../importing/foreign/proof.ts'
import type { HeldRegistry } from '../../importing/held.ts'
import { memoryFiles } from '../../manifest/text/memory-files.ts'
import type { Plan } from '../../model.ts'
import { planTarget } from '../../plan/plan.ts'
import { planTargets } from '../../plan/targets.ts'
import { someOf } from '../../words.ts'
import type { ImportFlags } from './importing.ts'
import { type OfflineTarget, type OpenManifest, openManifest } from './manifest.ts'
import { unopened } from './planner.ts'
import { sourcesFor } from './sources.ts'
import { knownOf, type TargetOpener, targetOpeners } from './target.ts'

const nobody = () => {}

/** Files that are not written yet, as a manifest. @throws EcrsyncError IMPORT_UNPROVEN where they are none */
const opened = (files: readonly DraftFile[], flags: ImportFlags): Promise<OpenManifest> => {
  const folder = resolve('.')
  const texts = Object.fromEntries(files.map(({ path, text }) => [path, text]))
  const file = join(folder, files[0]?.path ?? '')
  return openManifest({ ...flags, file }, memoryFiles(folder, texts)).catch(asUnproven)
}

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
    const one = known.get(held.target ?? DEFAULT)
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

/** The target of a manifest that has none. */
const DEFAULT = 'default'

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
      const { wishes, ...intent } = manifest.intentFor(known)
      const { owned: _, ...declared } = wishes
      const { reader } = target.client
      const images = sourcesFor(flags, target)
      const surroundings = { reader, images, caller: target.caller, inUse: () => [], now, emit: nobody }
      return planTarget({ ...intent, wishes: declared }, surroundings, known)
    },
  })
  try {
    return await planTargets(openers.map(undertake), { ...manifest.about, version: flags.version, emit })
  } finally {
    await close()
  }
}

function asUnproven(error: unknown): never {
  if (!(error instanceof EcrsyncError) || error.code !== 'INVALID_MANIFEST') throw error
  throw unproven(error.diagnostics.map(({ summary, detail = '' }) => `${summary}. ${detail}`.trim()).join('; '))
}

const unproven = (detail: string): EcrsyncError =>
  new EcrsyncError('IMPORT_UNPROVEN', 'The manifest that was made of the file is not what the file says', {
    detail,
    hint: 'Leave out what is named with --only, and report this.',
  })
