import { Help as OclifHelp } from '@oclif/core'

/** oclif's help, which would print the name of a command that it does not know as it is. */
export class Help extends OclifHelp {
  override async showHelp(argv: string[]): Promise<void> {
    const id = argv.find(word => !word.startsWith('-') && word !== 'help')
    if (id === undefined || this.config.findCommand(id)) return super.showHelp(argv)
    const { tellUnknown } = await import('./unknown-command.ts')
    tellUnknown(id, argv, this.config.commandIDs)
  }

  override formatRoot(): string {
    const [summary = '', ...more] = super.formatRoot().split('\n')
    return [this.wrap(summary, 0), ...more, '', this.section('HELP', '$ ecrsync help COMMAND')].join('\n')
  }
}
