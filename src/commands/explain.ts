import { Args, Flags } from '@oclif/core'
import { EXIT } from '../errors.ts'
import type { Explanation } from '../model.ts'
import { explainJson } from '../render/explain-json.ts'
import { renderExplained } from '../render/explain-text.ts'
import { registryFlags } from './flags.ts'
import { exitOnSignal } from './interruption.ts'
import { explain } from './open/explaining.ts'
import { RegistryCommand } from './registry-command.ts'
import { widthFor } from './width.ts'

export class Explain extends RegistryCommand {
  static override summary = 'Show what the manifest says of a repository, or of the registry, and where it says it.'
  static override description =
    'Prints each setting with its value and every file and line that it came through: layers, the last of which counts, then the documents, files and variables that these name. Needs no credentials and no network, but with --live, which shows what is there beside it and exits 7 when something could not be read.'
  static override examples = [
    '<%= config.bin %> explain payments/api',
    '<%= config.bin %> explain payments/api lifecyclePolicy',
    '<%= config.bin %> explain payments/api tags.team --live',
    '<%= config.bin %> explain registry',
    '<%= config.bin %> explain registry scanningConfiguration --target prod-eu',
  ]
  static override args = {
    repository: Args.string({
      name: 'REPOSITORY',
      description: 'A repository, or the word registry for the settings of the registry itself.',
      required: true,
      ignoreStdin: true,
    }),
    field: Args.string({
      name: 'FIELD',
      description: 'One setting, e.g. imageTagMutability or tags.team; all, if none is named.',
      ignoreStdin: true,
    }),
  }
  static override flags = {
    ...registryFlags,
    live: Flags.boolean({ summary: 'Read the registry, and show what is there beside each value.' }),
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Explain)
    this.given = flags
    const release = exitOnSignal()
    try {
      const explained = await explain(
        { subject: args.repository, field: args.field },
        flags,
        this.audience.emit,
      ).finally(() => this.audience.clear())
      process.exitCode =
        explained.unread.length > 0 || explained.explanations.some(isUnread) ? EXIT.incomplete : EXIT.done
      const paper = { theme: this.themeFor(process.stdout), width: widthFor(process.stdout) }
      this.log(renderExplained(explained, paper))
      return explainJson(explained, this.config.version)
    } finally {
      release()
    }
  }
}

const isUnread = ({ fields }: Explanation): boolean => fields.some(({ live }) => live !== undefined && 'unread' in live)
