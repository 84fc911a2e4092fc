import type { Reader } from '../../aws/api.ts'
import { EcrsyncError } from '../../errors.ts'
import type { DraftFile } from '../../importing/draft/factored.ts'
import { onlyOf } from '../../manifest/meaning/only.ts'
import type { Plan } from '../../model.ts'
import { type KnownTarget, planTarget } from '../../plan/plan.ts'
import { planTargets } from '../../plan/targets.ts'
import { counted } from '../../words.ts'
import type { RegistryFlags } from '../flags.ts'
import { asUnproven, openDraft } from './drafted.ts'
import type { OpenManifest } from './manifest.ts'
import { sourcesFor } from './sources.ts'
import type { OpenTarget } from './target.ts'

/** A registry that was read, with all that it has answered. */
export interface Answered {
  readonly target: OpenTarget
  readonly known: Required<Pick<KnownTarget, 'account'>> & KnownTarget
  /** What it has answered, it answers again. */
  readonly reader: Reader
}

export interface Proving {
  readonly flags: RegistryFlags
  /** Of ecrsync. */
  readonly version: string
  /** Left out: all that the manifest names. */
  readonly only?: readonly string[] | undefined
}

/**
 * Plans the manifest in these files against what it was made of, and changes nothing.
 *
 * @throws EcrsyncError IMPORT_UNPROVEN where it would change something, or is no manifest
 */
export async function prove(
  files: readonly DraftFile[],
  answered: readonly Answered[],
  proving: Proving,
): Promise<void> {
  const plan = await planOf(files, answered, proving).catch(asUnproven(unproven))
  const first = plan.changes.slice(0, SHOWN)
  if (plan.changes.length === 0 && plan.refused.length === 0) return
  throw unproven(
    [
      `Its plan has ${counted(plan.changes.length, 'change', 'changes')}:`,
      ...first.map(({ action, address, target, paths }) => `${action} ${address} in ${target} (${paths.join(', ')})`),
      ...plan.refused.map(({ summary }) => summary),
    ].join('; '),
  )
}

const SHOWN = 5

const planOf = async (files: readonly DraftFile[], answered: readonly Answered[], proving: Proving): Promise<Plan> =>
  planOver(await openDraft(files, proving.flags), answered, proving)

/** What a manifest would do to registries, by what these have answered: what others own and it does not name is not looked for. */
export async function planOver(
  manifest: OpenManifest,
  answered: readonly Answered[],
  { flags, version, only }: Proving,
): Promise<Plan> {
  const now = new Date()
  const undertakings = answered.map(one => ({
    target: one.known,
    plan: () => planDeclared(manifest, one, { flags, only, now }),
  }))
  return planTargets(undertakings, { ...manifest.about, version, emit: nobody })
}

interface Planning extends Pick<Proving, 'flags' | 'only'> {
  readonly now: Date
}

/** One target, without what its manifest owns there and does not name. */
export function planDeclared(
  manifest: OpenManifest,
  { target, known, reader }: Pick<Answered, 'target' | 'reader'> & { readonly known: KnownTarget },
  { flags, only, now }: Planning,
) {
  const { wishes, ...intent } = manifest.intentFor(known)
  const { owned: _, ...declared } = wishes
  const wished = only === undefined ? declared : onlyOf(declared, only)
  const images = sourcesFor(flags, target)
  const surroundings = { reader, images, caller: target.caller, inUse: () => [], now, emit: nobody }
  return planTarget({ ...intent, wishes: wished }, surroundings, known)
}

/** What is planned here is nobody's news. */
const nobody = () => {}

const unproven = (detail: string): EcrsyncError =>
  new EcrsyncError('IMPORT_UNPROVEN', 'The manifest that was made would change what it was made of', {
    detail: `${detail} Nothing was written.`,
    hint: 'Somebody may have changed the registry meanwhile: run it again. Otherwise leave out what is named with --only, and report this.',
  })
