import type { EcrsyncError } from '../../src/errors.ts'
import { resolveTargets } from '../../src/manifest/meaning/resolve-targets.ts'
import type { Surroundings } from '../../src/manifest/meaning/variables.ts'
import type { Diagnostic } from '../../src/model.ts'
import { HEAD, loadedFrom } from './world.ts'

export const TODAY = '2027-01-31'

/** All that `validate` tells of a manifest on a day, below its head. */
export async function toldOf(text: string, more: Partial<Surroundings> = {}): Promise<readonly Diagnostic[]> {
  try {
    const manifest = await loadedFrom(HEAD + text)
    return resolveTargets(manifest, { environment: {}, today: TODAY, wantsNotes: true, ...more }).findings
  } catch (error) {
    return (error as EcrsyncError).diagnostics
  }
}

/** `LINE severity CODE names`, counted below the head. */
export const shortOf = (told: readonly Diagnostic[]): readonly string[] =>
  told.map(({ severity, code, source, repositories = [] }) =>
    [(source?.line ?? 0) - 2, severity, code, ...repositories].join(' '),
  )

export const findingsOf = async (text: string, more: Partial<Surroundings> = {}): Promise<readonly string[]> =>
  shortOf(await toldOf(text, more))
