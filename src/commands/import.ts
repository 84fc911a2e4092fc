import { resolve } from 'node:path'
import { Flags } from '@oclif/core'
import { EXIT } from '../errors.ts'
import { ROOT_FILE } from '../importing/draft/factored.ts'
import { importedJson, renderImported } from '../render/import-text.ts'
import { renderUpdated, updatedJson } from '../render/update-text.ts'
import { judgeFlags, planFlags, registryFlags } from './flags.ts'
import { exitOnSignal } from './interruption.ts'
import { createFiles, refuseExisting } from './open/creating.ts'
import { importRegistries } from './open/importing.ts'
import { type UpdateFlags, updateManifest } from './open/updating.ts'
import { RegistryCommand } from './registry-command.ts'
import { refuseLayout, updateFlags } from './update-flags.ts'
import { widthFor } from './width.ts'

export class Import extends RegistryCommand {
  static override summary = 'Write the manifest of what is there.'
  static override description =
    'Reads the registries of the targets of a manifest, or without one that of the environment, and writes a manifest of all that they hold, with what many share said once. It is planned against what was read before it is written, and changes nothing. Exits 7 when something could not be read, which the manifest then leaves out.'
  static override examples = [
    '<%= config.bin %> import',
    '<%= config.bin %> import --out imported --name acme-platform',
    "<%= config.bin %> import --only 'payments/**' --out payments",
    '<%= config.bin %> import --layout by-prefix --out registry',
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
    name: Flags.string({
      summary: 'The name of the manifest; left out: that of the manifest that is there, else of the folder.',
      helpValue: 'NAME',
    }),
    'tag-reader': planFlags['tag-reader'],
    ...updateFlags,
  }

  async run(): Promise<unknown> {
    const { flags, metadata } = await this.parse(Import)
    this.given = flags
    if (flags.update) refuseLayout(metadata.flags.layout?.setFromDefault !== true)
    const { out } = flags
    if (out !== undefined) await refuseExisting([resolve(out, ROOT_FILE)])
    const release = exitOnSignal()
    try {
      if (flags.update) return await this.updated({ ...flags, version: this.config.version })
      const imported = await importRegistries({ ...flags, version: this.config.version }, this.audience.emit).finally(
        () => this.audience.clear(),
      )
      const { files, unread, notes } = imported
      this.say(notes)
      if (out !== undefined) await createFiles(files.map(({ path, text }) => ({ path: resolve(out, path), text })))
      else
        this.log(
          files
            .map(({ path, text }) => (files.length === 1 ? text : `# ${path}\n${text}`))
            .join('---\n')
            .trimEnd(),
        )
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
}
