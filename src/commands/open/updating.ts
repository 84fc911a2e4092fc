import { resolve } from 'node:path'
import type { Emit } from '../../events.ts'
import type { Look, LookAt, ManifestText } from '../../importing/update/look.ts'
import { type Updated, updated } from '../../importing/update/updated.ts'
import { diskFiles } from '../../manifest/text/disk-files.ts'
import { overlaid } from '../../manifest/text/overlaid-files.ts'
import { decode } from '../../manifest/text/read-text.ts'
import { accountNamesIn } from './import-base.ts'
import { allOf, type ImportFlags, type ReadThere, readThere } from './importing.ts'
import { type OpenManifest, openManifest } from './manifest.ts'
import { regionFor } from './offline.ts'
import { openFilter } from './only.ts'
import { type Answered, planOver } from './proof.ts'
import { replaceFiles } from './replacing.ts'
import { targetOpeners } from './target.ts'

export interface UpdateFlags extends Omit<ImportFlags, 'layout' | 'out' | 'name'> {
  readonly 'take-live': boolean
}

/** A manifest that has taken on what is there. */
export interface UpdatedManifest extends Omit<Updated, 'texts'>, Pick<ReadThere, 'unread' | 'notes'> {
  readonly name: string
  readonly targets: readonly Answered['known'][]
  /** Those that were written. */
  readonly files: readonly string[]
}

/**
 * Adds to a manifest that is there what its registries hold and it does not name.
 *
 * @throws EcrsyncError INVALID_MANIFEST, INVALID_FLAG, IMPORT_UNPROVEN, MANIFEST_NOT_WRITTEN, and what reading a registry ends with
 */
export async function updateManifest(flags: UpdateFlags, emit: Emit): Promise<UpdatedManifest> {
  const manifest = await openManifest(flags)
  openFilter(flags.only)
  const { name } = manifest.about.manifest
  const { openers, close } = await targetOpeners(flags, manifest.targets, emit)
  try {
    const base = { name, accounts: accountNamesIn(manifest.manifest) }
    const read = await allOf(openers, opener => readThere(opener, base, flags, emit))
    const answered = read.map(one => one.answered)
    const before = await textsOf(manifest)
    const { texts, leftOut, ...found } = await updated({
      texts: before,
      live: read.map(({ held }) => held),
      takesLive: flags['take-live'],
      look: lookingAt(flags, answered),
    })
    await replaceFiles(await Promise.all(texts.map(one => replacementOf(one, before))))
    return {
      ...found,
      name,
      files: texts.map(({ file }) => file),
      targets: answered.map(({ known }) => known),
      leftOut: [...read.flatMap(one => one.leftOut), ...leftOut],
      unread: read.flatMap(({ unread }) => unread),
      notes: read.flatMap(({ notes }) => notes),
    }
  } finally {
    await close()
  }
}

const textsOf = ({ manifest: { root, fragments } }: OpenManifest): Promise<readonly ManifestText[]> =>
  Promise.all(
    [root, ...fragments].map(async ({ file }) => ({ file, text: decode(await diskFiles.read(resolve(file))) })),
  )

const replacementOf = async ({ file, text }: ManifestText, texts: readonly ManifestText[]) => ({
  path: await diskFiles.realPath(resolve(file)),
  file,
  before: texts.find(one => one.file === file)?.text ?? '',
  text,
})

/** By what the registries have answered; of a target that was not read, what the manifest alone says. */
function lookingAt(flags: UpdateFlags, answered: readonly Answered[]): LookAt {
  const known = new Map(answered.map(one => [one.known.name, one.known]))
  return async (texts): Promise<Look> => {
    const files = overlaid(diskFiles, new Map(texts.map(({ file, text }) => [resolve(file), text])))
    const opened = await openManifest(flags, files)
    const region = regionFor(flags) ?? ''
    const { manifest, declared, resolvedFor } = opened
    return {
      manifest,
      targets: new Map(declared.map(one => [one.name, resolvedFor(known.get(one.name) ?? { region, ...one })])),
      plan: await planOver(opened, answered, { flags, version: flags.version, only: flags.only }),
    }
  }
}
