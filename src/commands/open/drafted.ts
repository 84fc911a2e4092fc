import { join, resolve } from 'node:path'
import { EcrsyncError } from '../../errors.ts'
import type { DraftFile } from '../../importing/draft/factored.ts'
import { memoryFiles } from '../../manifest/text/memory-files.ts'
import type { RegistryFlags } from '../flags.ts'
import { type OpenManifest, openManifest } from './manifest.ts'

/** Files that are not written yet, as a manifest. @throws EcrsyncError INVALID_MANIFEST where they are none */
export function openDraft(files: readonly DraftFile[], flags: RegistryFlags): Promise<OpenManifest> {
  const folder = resolve('.')
  const texts = Object.fromEntries(files.map(({ path, text }) => [path, text]))
  const file = join(folder, files[0]?.path ?? '')
  return openManifest({ ...flags, file }, memoryFiles(folder, texts))
}

/** That a draft is no manifest, told as what it is: not proven. */
export const asUnproven =
  (unproven: (detail: string) => EcrsyncError) =>
  (error: unknown): never => {
    if (!(error instanceof EcrsyncError) || error.code !== 'INVALID_MANIFEST') throw error
    throw unproven(error.diagnostics.map(({ summary, detail = '' }) => `${summary}. ${detail}`.trim()).join('; '))
  }
