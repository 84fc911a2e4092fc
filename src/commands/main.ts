import { type Command, Config, flush, handle, Plugin } from '@oclif/core'
import { asksForVersion, versionLine } from '../start/version.ts'
import type { COMMANDS } from './index.ts'

/** Each command where it stands: what a run does not ask for is not loaded. */
const LOADED: Readonly<Record<keyof typeof COMMANDS, () => Promise<Command.Class>>> = {
  apply: async () => (await import('./apply.ts')).Apply,
  copy: async () => (await import('./copy.ts')).Copy,
  emulator: async () => (await import('./emulator.ts')).Emulator,
  login: async () => (await import('./login.ts')).Login,
  plan: async () => (await import('./plan.ts')).Plan,
  preview: async () => (await import('./preview.ts')).Preview,
  schema: async () => (await import('./schema.ts')).Schema,
  validate: async () => (await import('./validate.ts')).Validate,
}

/** What oclif knows of us is in its manifest; it is told where a command is, instead of looking for its file. */
class Ours extends Plugin {
  override async findCommand(id: string): Promise<Command.Class> {
    return Object.assign(await LOADED[id as keyof typeof LOADED](), { id, plugin: this })
  }
}

/** What oclif makes of the package in that folder; it looks for no plugins of others. */
async function configOf(root: string): Promise<Config> {
  const plugin = new Ours({ root, isRoot: true })
  await plugin.load()
  return Config.load({ root, plugins: new Map([[plugin.name, plugin]]) })
}

/** Runs a command line, to its end or to what it throws. `root`: the folder of the package. */
export async function run(argv: readonly string[], root: string): Promise<void> {
  if (asksForVersion(argv)) return void process.stdout.write(versionLine(root))
  const config = await configOf(root)
  const [id = '', ...rest] = argv
  if (asksForHelp(argv)) return new (await import('./help.ts')).Help(config).showHelp([...argv])
  const command = config.findCommand(id)
  if (command) await config.runCommand(id, rest, command)
  else (await import('./unknown-command.ts')).tellUnknown(id, rest, config.commandIDs)
}

/** What comes after -- is an argument. */
function asksForHelp(argv: readonly string[]): boolean {
  const flags = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv
  return argv.length === 0 || argv[0] === 'help' || flags.includes('--help') || flags.includes('-h')
}

/** Runs the command line of this process. */
export const main = (argv: readonly string[], root: string): Promise<void> =>
  run(argv, root).then(() => flush(), handle)
