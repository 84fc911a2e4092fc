import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, Config, flush, handle, type Interfaces } from '@oclif/core'
import { outlive } from '../start/output.ts'
import { asksForVersion, versionLine } from '../start/version.ts'
import type { COMMANDS } from './index.ts'

/** Each command where it stands: what a run does not ask for is not loaded. */
const LOADED: Readonly<Record<keyof typeof COMMANDS, () => Promise<Command.Class>>> = {
  apply: async () => (await import('./apply.ts')).Apply,
  autocomplete: async () => (await import('./autocomplete.ts')).Autocomplete,
  copy: async () => (await import('./copy.ts')).Copy,
  emulator: async () => (await import('./emulator.ts')).Emulator,
  explain: async () => (await import('./explain.ts')).Explain,
  fmt: async () => (await import('./fmt.ts')).Fmt,
  iam: async () => (await import('./iam.ts')).Iam,
  import: async () => (await import('./import.ts')).Import,
  init: async () => (await import('./init.ts')).Init,
  inventory: async () => (await import('./inventory.ts')).Inventory,
  login: async () => (await import('./login.ts')).Login,
  plan: async () => (await import('./plan.ts')).Plan,
  preview: async () => (await import('./preview.ts')).Preview,
  revert: async () => (await import('./revert.ts')).Revert,
  schema: async () => (await import('./schema.ts')).Schema,
  show: async () => (await import('./show.ts')).Show,
  validate: async () => (await import('./validate.ts')).Validate,
}

/**
 * Of the package in that folder, what oclif would find by looking for it: the manifest that was written when it was built says
 * which commands there are, and where each is we know. It looks for no plugins of others.
 */
async function configOf(root: string): Promise<Config> {
  const pjson = jsonIn(root, 'package.json') as Interfaces.PJSON
  const { commands } = jsonIn(root, 'oclif.manifest.json') as Pick<Interfaces.Manifest, 'commands'>
  const { name, version } = pjson
  const findCommand = async (id: string) => Object.assign(await LOADED[id as keyof typeof LOADED](), { id, plugin })
  const plugin: Interfaces.Plugin = {
    ...{ name, version, root, pjson, alias: name, _base: name, type: 'core', moduleType: 'module', options: { root } },
    ...{ isRoot: true, valid: true, hasManifest: true, hooks: {}, topics: [], commandsDir: undefined },
    commandIDs: Object.keys(commands),
    commands: Object.values(commands).map(known => ({ ...known, load: () => findCommand(known.id) })),
    findCommand,
    load: async () => {},
  }
  return Config.load({ root, plugins: new Map([[name, plugin]]) })
}

const jsonIn = (root: string, file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'))

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
export function main(argv: readonly string[], root: string): Promise<void> {
  // oclif has begun to listen, too, and would throw.
  outlive(process.stdout)
  return run(argv, root).then(() => flush(), handle)
}
