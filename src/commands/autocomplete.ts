import { Args } from '@oclif/core'
import { EcrsyncError } from '../errors.ts'
import { clipped } from '../words.ts'
import { EcrsyncCommand } from './base.ts'
import { candidatesFor, type KnownCommand } from './completion/candidates.ts'
import { SCRIPTS, SHELLS } from './completion/scripts.ts'

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
    shell: Args.string({ description: `The shell: ${SHELLS.join(', ')}.`, required: true, ignoreStdin: true }),
  }
  static override flags = {}

  async run(): Promise<void> {
    const { args, argv } = await this.parse(Autocomplete)
    const [, ...words] = argv as string[]
    const script = scriptFor(args.shell)
    if (words.length === 0) return this.log(script.trimEnd())
    const { namesOfManifest } = await import('./completion/names.ts')
    const commands = this.config.commands as unknown as readonly KnownCommand[]
    for (const found of await candidatesFor(words, commands, namesOfManifest)) this.log(found)
  }
}

/** @throws EcrsyncError INVALID_ARGUMENT */
function scriptFor(shell: string): string {
  const known = SHELLS.find(one => one === shell)
  if (known !== undefined) return SCRIPTS[known]
  throw new EcrsyncError('INVALID_ARGUMENT', `There is no completion for ${clipped(shell)}`, {
    detail: `It is there for ${SHELLS.join(', ')}.`,
    hint: `Write for example: eval "$(ecrsync autocomplete bash)"`,
  })
}
