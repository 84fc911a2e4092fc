import { Args } from '@oclif/core'
import { EcrsyncCommand } from './base.ts'
import { candidatesFor, type KnownCommand } from './completion/candidates.ts'
import { SCRIPTS, SHELLS, type Shell } from './completion/scripts.ts'

export class Autocomplete extends EcrsyncCommand {
  static override summary = 'Print what a shell reads to complete commands, flags, targets and repositories.'
  static override description =
    'At each TAB the shell then asks ecrsync what may stand there: names of targets and repositories come from the manifest that the line is about. Makes no calls. With words behind `--`, prints what the last of them may become.'
  static override examples = [
    'eval "$(<%= config.bin %> autocomplete bash)"',
    'eval "$(<%= config.bin %> autocomplete zsh)"',
    '<%= config.bin %> autocomplete fish > ~/.config/fish/completions/ecrsync.fish',
  ]
  static override enableJsonFlag = false
  static override strict = false
  static override args = {
    shell: Args.string({ description: 'The shell.', required: true, options: [...SHELLS], ignoreStdin: true }),
  }

  async run(): Promise<void> {
    const { args, argv } = await this.parse(Autocomplete)
    const [, ...words] = argv as string[]
    if (words.length === 0) return this.log(SCRIPTS[args.shell as Shell].trimEnd())
    const { namesOfManifest } = await import('./completion/names.ts')
    const commands = this.config.commands as unknown as readonly KnownCommand[]
    for (const found of await candidatesFor(words, commands, namesOfManifest)) this.log(found)
  }
}
