import { join, resolve } from 'node:path'
import type { Reader } from '../../aws/api.ts'
import { EcrsyncError } from '../../errors.ts'
import type { DraftFile } from '../../importing/draft/factored.ts'
import { onlyOf } from '../../manifest/meaning/only.ts'
import { memoryFiles } from '../../manifest/text/memory-files.ts'
import type { Plan } from '../../model.ts'
import { type KnownTarget, planTarget } from '../../plan/plan.ts'
import { planTargets } from '../../plan/targets.ts'
import { counted } from '../../words.ts'
import type { RegistryFlags } from '../flags.ts'
import { type OpenManifest, openManifest } from './manifest.ts'
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
  const plan = await planOf(files, answered, proving).catch(asUnproven)
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

async function planOf(files: readonly DraftFile[], answered: readonly Answered[], proving: Proving): Promise<Plan> {
  const { flags } = proving
  const folder = resolve('.')
  const texts = Object.fromEntries(files.map(({ path, text }) => [path, text]))
  const file = join(folder, files[0]?.path ?? '')
  return planOver(await openManifest({ ...flags, file }, memoryFiles(folder, texts)), answered, proving)
}

/** What a manifest would do to registries, by what these have answered: what others own and it does not name is not looked for. */
export async function planOver(
  manifest: OpenManifest,
  answered: readonly Answered[],
  { flags, version, only }: Proving,
): Promise<Plan> {
  const now = new Date()
  const undertakings = answered.map(({ target, known, reader }) => ({
    target: known,
    async plan() {
      const { wishes, ...intent } = manifest.intentFor(known)
      const { owned: _, ...declared } = wishes
      const surroundings = {
        reader,
        images: sourcesFor(flags, target),
        caller: target.caller,
        inUse: () => [],
        now,
        emit,
      }
      const wished = only === undefined ? declared : onlyOf(declared, only)
      return planTarget({ ...intent, wishes: wished }, surroundings, known)
    },
  }))
  return planTargets(undertakings, { ...manifest.about, version, emit })
}

/** What is planned here is nobody's news. */
const emit = () => {}

function asUnproven(error: unknown): never {
  if (!(error instanceof EcrsyncError) || error.code !== 'INVALID_MANIFEST') throw error
  throw unproven(error.diagnostics.map(({ summary, detail = '' }) => `${summary}. ${detail}`.trim()).join('; '))
}

const unproven = (detail: string): EcrsyncError =>
  new EcrsyncError('IMPORT_UNPROVEN', 'The manifest that was made would change what it was made of', {
    detail: `${detail} Nothing was written.`,
    hint: 'Somebody may have changed the registry meanwhile: run it again. Otherwise leave out what is named with --only, and report this.',
  })
