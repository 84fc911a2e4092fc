import { Flags } from '@oclif/core'
import { EcrsyncError } from '../errors.ts'
import type { Emit } from '../events.ts'
import { harmless } from '../harmless.ts'
import { registryFlags, targetFlag } from './flags.ts'
import { type Access, authorize, type Login as LoginKeys } from './login/authorize.ts'
import { logIn, parseClient, pipeline } from './login/client.ts'
import { ACTIONS, type Action, answer } from './login/credential-helper.ts'
import type { TargetFlags } from './login/targets.ts'
import { RegistryCommand } from './registry-command.ts'
import { flagWords } from './shell-words.ts'

export class Login extends RegistryCommand {
  static override enableJsonFlag = false
  static override summary = 'Log docker, or another client, in to the registry.'
  static override description =
    "The client gets a token of ECR, good for 12 hours, on its standard input: it stands on no command line and in no log. With docker-credential-ecrsync in a client's configuration no login is needed at all."
  static override examples = [
    '<%= config.bin %> login',
    '<%= config.bin %> login --target prod-eu',
    '<%= config.bin %> login --client podman',
    '<%= config.bin %> login --client "helm registry"',
    '<%= config.bin %> login --client "skopeo login --tls-verify=false" --endpoint-url http://127.0.0.1:4510',
    '<%= config.bin %> login --print',
  ]
  static override flags = {
    client: Flags.string({
      summary: 'What to log in instead of docker: a program that knows `login --username AWS --password-stdin HOST`.',
      helpValue: 'PROGRAM',
    }),
    print: Flags.boolean({ summary: 'Print a command line that logs in, without the password, and do no more.' }),
    password: Flags.boolean({
      summary: 'Print the password, for a pipe; refused where it would stand on a terminal.',
    }),
    'get-credentials': Flags.option({
      summary: 'Answer a client as a Docker credential helper, on standard input and output.',
      options: ACTIONS,
    })(),
    file: registryFlags.file,
    target: targetFlag(
      'Log in to these targets of the manifest, which is not read otherwise: a name, a glob, or LABEL=VALUE; may be repeated, `!` excepts.',
    ),
    'allow-env': registryFlags['allow-env'],
    'allow-endpoint': registryFlags['allow-endpoint'],
    region: registryFlags.region,
    profile: registryFlags.profile,
    'endpoint-url': registryFlags['endpoint-url'],
    'no-color': registryFlags['no-color'],
    quiet: registryFlags.quiet,
    verbose: registryFlags.verbose,
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Login)
    this.given = flags
    checkTogether(flags)
    const { region, profile, 'endpoint-url': endpoint } = flags
    const access = { region, profile, endpoint, emit: this.audience.emit }
    if (flags['get-credentials']) return this.answer(flags['get-credentials'], access)
    if (flags.password) return this.printPassword(flags, access)
    const client = parseClient(flags.client ?? 'docker')
    if (flags.print) this.log(pipeline(client, (await this.one(flags, access)).host, given(flags)))
    else if (flags.target === undefined) await logIn(client, await authorize(access), flags.quiet)
    else {
      const { logInToTargets } = await import('./login/targets.ts')
      await logInToTargets(flags, access.emit, login => logIn(client, login, flags.quiet))
    }
  }

  /** Of the registry of the environment, or of the one target that is chosen. */
  private async one(flags: TargetFlags & { readonly print: boolean }, access: EmittingAccess): Promise<LoginKeys> {
    if (flags.target === undefined) return authorize(access)
    const { loginOfTarget } = await import('./login/targets.ts')
    return loginOfTarget(flags, access.emit, flags.print ? '--print' : '--password')
  }

  private async answer(action: Action, access: Access): Promise<void> {
    const { stdout, exitCode, error } = await answer({ action, input: process.stdin, access })
    if (stdout !== '') this.log(harmless(stdout))
    if (error) throw error
    process.exitCode = exitCode
  }

  private async printPassword(flags: TargetFlags & { readonly print: boolean }, access: EmittingAccess): Promise<void> {
    if (process.stdout.isTTY) {
      throw new EcrsyncError('INVALID_FLAG', '--password would show the password on the terminal', {
        detail: 'Whoever reads it can use the registry as you for 12 hours.',
        hint: 'Pipe it to what needs it: `ecrsync login --print` shows how.',
      })
    }
    this.log((await this.one(flags, access)).password)
  }
}

type EmittingAccess = Access & { readonly emit: Emit }

/**
 * Nothing goes together but --print and --client; who asks for credentials says itself of which host.
 *
 * @throws EcrsyncError INVALID_FLAG
 */
function checkTogether(flags: Readonly<Record<string, unknown>>): void {
  const [one, other] = ['password', 'get-credentials', 'print', 'client'].filter(
    flag => (flags[flag] ?? false) !== false,
  )
  if (one === 'get-credentials' && flags.target !== undefined)
    throw notTogether(one, 'target', 'Whoever asks for credentials says of which host, and that is the registry.')
  if (other === undefined || one === 'print') return
  throw notTogether(one, other, 'Each is another way to log in; --client goes with --print alone.')
}

const notTogether = (one: string | undefined, other: string, detail: string): EcrsyncError =>
  new EcrsyncError('INVALID_FLAG', `--${one} and --${other} do not go together`, {
    detail,
    hint: 'See ecrsync login --help',
  })

/** The flags that were given and that say which registry, as words of a command line. */
const given = ({ file, target, region, profile, 'endpoint-url': endpoint, ...flags }: TargetFlags) =>
  flagWords({
    ...(target && {
      file: file === registryFlags.file.default ? undefined : file,
      target,
      'allow-env': flags['allow-env'],
      'allow-endpoint': flags['allow-endpoint'],
    }),
    region,
    profile,
    'endpoint-url': endpoint,
  })
