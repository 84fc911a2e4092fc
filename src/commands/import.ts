import { resolve } from 'node:path'
import { Flags } from '@oclif/core'
import { EXIT } from '../errors.ts'
import type { DraftFile } from '../importing/draft/factored.ts'
import { MANIFEST_FILE } from '../names.ts'
import { planExit } from '../plan/exit.ts'
import { importedFileJson, renderImportedFile } from '../render/import-file-text.ts'
import { importedJson, renderImported } from '../render/import-text.ts'
import { PLAN_FORMATS } from '../render/plan-formats.ts'
import { renderUpdated, updatedJson } from '../render/update-text.ts'
import { checkFileFlags, fileFlags, isOfFile } from './file-flags.ts'
import { checkedValue } from './flag-errors.ts'
import { judgeFlags, planFlags, registryFlags } from './flags.ts'
import { exitOnSignal } from './interruption.ts'
import { faultOfName } from './open/beginning.ts'
import { createFiles, refuseExisting } from './open/creating.ts'
import { importRegistries } from './open/importing.ts'
import { type FileFlags, importFile, REMOVED_FILE } from './open/importing-file.ts'
import { type UpdateFlags, updateManifest } from './open/updating.ts'
import { RegistryCommand } from './registry-command.ts'
import { checkUpdateFlags, updateFlags } from './update-flags.ts'
import { widthFor } from './width.ts'

export class Import extends RegistryCommand {
  static override summary = 'Write the manifest of what is there.'
  static override description =
    'Reads the registries of the targets of a manifest, or without one that of the environment, and writes a manifest of all that they hold, with what many share said once. It is planned against what was read before it is written, and changes nothing. Exits 7 when something could not be read, which the manifest then leaves out. Of a state of Terraform or a template of CloudFormation it makes the manifest offline, and tells what it leaves out.'
  static override examples = [
    '<%= config.bin %> import',
    '<%= config.bin %> import --out acme --name acme-platform',
    "<%= config.bin %> import --only 'payments/**' --out payments",
    '<%= config.bin %> import --layout by-prefix --out registry',
    '<%= config.bin %> import --from-terraform terraform.tfstate --out moved',
    '<%= config.bin %> import --from-cloudformation images.yaml --parameter Environment=prod --out stack',
    '<%= config.bin %> import --update',
    '<%= config.bin %> import --update --take-live',
  ]
  static override flags = {
    ...registryFlags,
    only: judgeFlags.only,
    layout: Flags.option({
      summary: 'One file, or one beside it for each first segment of a name.',
      options: ['flat', 'by-prefix'] as const,
      default: 'flat' as const,
    })(),
    out: Flags.string({
      summary: 'The folder to write to, over no file; left out: standard output.',
      helpValue: 'DIR',
    }),
    ...fileFlags,
    name: Flags.string({
      parse: async name => checkedValue('--name', name, faultOfName),
      summary: 'The name of the manifest; left out: that of the manifest that is there, else of the folder.',
      helpValue: 'NAME',
    }),
    'tag-reader': planFlags['tag-reader'],
    ...updateFlags,
  }

  async run(): Promise<unknown> {
    const { flags, metadata } = await this.parse(Import)
    this.given = flags
    checkUpdateFlags(Object.keys(flags).filter(name => metadata.flags[name]?.setFromDefault !== true))
    const { out } = flags
    checkFileFlags(flags)
    if (out !== undefined) await refuseExisting(filesOf(flags).map(file => resolve(out, file)))
    const release = exitOnSignal()
    try {
      if (flags.update) return await this.updated({ ...flags, version: this.config.version })
      if (isOfFile(flags)) return await this.fromFile(flags)
      const imported = await importRegistries({ ...flags, version: this.config.version }, this.audience.emit).finally(
        () => this.audience.clear(),
      )
      const { files, unread, notes } = imported
      this.say(notes)
      await this.put(files, out)
      if (!flags.quiet && !this.jsonEnabled())
        this.logToStderr(renderImported(imported, out, this.themeFor(process.stderr), widthFor(process.stderr)))
      process.exitCode = unread.length > 0 ? EXIT.incomplete : EXIT.done
      return importedJson(imported, this.config.version)
    } finally {
      release()
    }
  }

  /** What is there comes into the manifest; where that says otherwise, it is told. */
  private async updated(flags: UpdateFlags): Promise<unknown> {
    const update = await updateManifest(flags, this.audience.emit).finally(() => this.audience.clear())
    this.say(update.notes)
    if (!this.jsonEnabled()) this.log(renderUpdated(update, this.themeFor(process.stdout), widthFor(process.stdout)))
    const { unread, differing } = update
    process.exitCode = unread.length > 0 ? EXIT.incomplete : differing.length > 0 ? EXIT.changesPending : EXIT.done
    return updatedJson(update, this.config.version)
  }

  /** All of them into a folder, over no file, or after each other to whoever reads. */
  private async put(files: readonly DraftFile[], out: string | undefined): Promise<void> {
    if (out === undefined) this.log(textOf(files))
    else await createFiles(files.map(({ path, text }) => ({ path: resolve(out, path), text })))
  }

  /** A file of another tool says all: ECR is asked only where that is to be verified. */
  private async fromFile(flags: Omit<FileFlags, 'version'> & { readonly quiet: boolean }): Promise<unknown> {
    const { out } = flags
    const imported = await importFile({ ...flags, version: this.config.version }, this.audience.emit).finally(() =>
      this.audience.clear(),
    )
    const { files, plan } = imported
    await this.put(files, out)
    const [theme, width] = [this.themeFor(process.stderr), widthFor(process.stderr)]
    if (plan !== undefined && plan.changes.length > 0)
      this.logToStderr(`${PLAN_FORMATS.text(plan, { theme, width, expand: false }).trimEnd()}\n`)
    if (!flags.quiet && !this.jsonEnabled()) this.logToStderr(renderImportedFile(imported, out, theme, width))
    process.exitCode = plan === undefined ? EXIT.done : planExit(plan, true)
    return importedFileJson(imported, this.config.version)
  }
}

/** Those that are known before anything is read. */
const filesOf = (flags: Pick<FileFlags, 'from-terraform'>): readonly string[] =>
  flags['from-terraform'] === undefined ? [MANIFEST_FILE] : [MANIFEST_FILE, REMOVED_FILE]

const textOf = (files: readonly DraftFile[]): string =>
  files
    .map(({ path, text }) => (files.length === 1 ? text : `# ${path}\n${text}`))
    .join('---\n')
    .trimEnd()
