import { once } from 'node:events'
import { Flags } from '@oclif/core'
import { type Emulator as Server, startEmulator } from '../emulator/server.ts'
import { FolderInUse } from '../emulator/storage/lock.ts'
import { EcrsyncError } from '../errors.ts'
import { harmless } from '../harmless.ts'
import { isAccount } from '../names.ts'
import { EcrsyncCommand } from './base.ts'
import {
  parseClock,
  parseFault,
  parseLeniencies,
  parseOrganizations,
  parsePrincipals,
  parseRateLimit,
} from './emulator-flags.ts'

/** Milliseconds between two runs of the lifecycle policies. */
const LIFECYCLE_PAUSE = 10_000

export class Emulator extends EcrsyncCommand {
  static override enableJsonFlag = false
  static override summary = 'Serve a local ECR, for trying and testing without an AWS account.'
  static override description =
    'Speaks the ECR API to any AWS SDK and the AWS CLI, and the Docker Registry API to docker, skopeo and other clients. Runs until it is interrupted; without --data everything is in memory.'
  static override examples = [
    '<%= config.bin %> emulator',
    '<%= config.bin %> emulator --port 0 --data ./ecr-data --local-uris',
    '<%= config.bin %> emulator --rate-limit PutImage=10 --fault "CreateRepository=DropAfter:first 1"',
    '<%= config.bin %> emulator --data ./ecr-data --clock +30d --run-lifecycle',
  ]
  static override flags = {
    port: Flags.integer({ summary: 'The port to listen on; 0 picks a free one.', default: 4510, min: 0, max: 65_535 }),
    host: Flags.string({ summary: 'The address to listen on.', default: '127.0.0.1' }),
    data: Flags.string({ summary: 'Keep everything in this folder.', helpValue: 'DIR' }),
    account: Flags.string({
      summary: 'The account of callers whose access key is not itself an account id.',
      default: '123456789012',
    }),
    region: Flags.string({ summary: 'The region of callers who name none.', default: 'us-east-1' }),
    principal: Flags.string({
      summary: 'Whose an access key is: an IAM user or role, or the root user. Repeatable.',
      helpValue: 'KEY=ARN',
      multiple: true,
      multipleNonGreedy: true,
    }),
    organization: Flags.string({
      summary: 'The accounts at a path in an organization, o-…/r-…/ou-…. Repeatable.',
      helpValue: 'PATH=ACCOUNT,…',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'local-uris': Flags.boolean({ summary: 'Let repositoryUri be at the emulator, and not where AWS would have it.' }),
    lenient: Flags.string({
      summary:
        'Let through what ECR refuses: images whose layers were never uploaded, docker without a login, tags of AWS.',
      helpValue: 'layers,login,tags',
      multiple: true,
      multipleNonGreedy: true,
    }),
    log: Flags.string({ summary: 'Write each call as a line of JSON to this file.', helpValue: 'FILE' }),
    clock: Flags.string({ summary: 'What time it is there: a time, or days from now.', helpValue: 'TIME|+Nd' }),
    'run-lifecycle': Flags.boolean({ summary: 'Do what lifecycle policies say, at once and every ten seconds.' }),
    latency: Flags.integer({ summary: 'Wait before each answer.', helpValue: 'MS', default: 0, min: 0, max: 60_000 }),
    'rate-limit': Flags.string({
      summary: 'Throttle an operation beyond this many calls a second. Repeatable.',
      helpValue: 'OPERATION=TPS[:BURST]',
      multiple: true,
      multipleNonGreedy: true,
    }),
    fault: Flags.string({
      summary:
        'Let an operation fail, everywhere or in one account or region; DropBefore and DropAfter end the connection. Repeatable.',
      helpValue: 'OPERATION[@ACCOUNT/REGION]=ERROR[:every N|first N|at N]',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'create-lag': Flags.integer({
      summary: 'For this many calls, do not find a repository that was just created.',
      helpValue: 'N',
      default: 0,
      min: 0,
    }),
    'stale-tags': Flags.integer({
      summary: 'For this many listings of the tagging API, show the tags from before they changed.',
      helpValue: 'N',
      default: 0,
      min: 0,
    }),
    'forbid-tag': Flags.string({
      summary: 'Refuse tags with this key, as a tag policy of an organization does. Repeatable.',
      helpValue: 'KEY',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'allow-reset': Flags.boolean({
      summary: 'Let POST /moto-api/reset forget everything, for test suites that use it.',
    }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Emulator)
    refuseEmpty(flags)
    if (/[@/]/.test(flags.host))
      throw new EcrsyncError('INVALID_FLAG', '--host is no address', {
        detail: 'It is a name or an IP address of this machine, without a scheme, a login or a path.',
        hint: 'Write for example --host 127.0.0.1',
      })
    if (!isAccount(flags.account))
      throw new EcrsyncError('INVALID_FLAG', `--account ${flags.account} is no account id`, {
        hint: 'Write 12 digits, e.g. --account 123456789012',
      })
    const lenient = flags.lenient === undefined ? [] : parseLeniencies(flags.lenient.join(','))
    const options = {
      port: flags.port,
      host: flags.host,
      account: flags.account,
      region: flags.region,
      principals: parsePrincipals(flags.principal ?? []),
      organizations: parseOrganizations(flags.organization ?? []),
      keptCalls: 0,
      latency: flags.latency,
      rateLimits: (flags['rate-limit'] ?? []).map(parseRateLimit),
      faults: (flags.fault ?? []).map(parseFault),
      createLag: flags['create-lag'],
      staleTags: flags['stale-tags'],
      forbiddenTags: flags['forbid-tag'] ?? [],
      hasLocalUris: flags['local-uris'],
      lenient,
      isResettable: flags['allow-reset'],
      ...(flags.data !== undefined && { dataDirectory: flags.data }),
      ...(flags.log !== undefined && { logFile: flags.log }),
    }
    const clock = flags.clock === undefined ? undefined : parseClock(flags.clock, new Date())
    const emulator = await startEmulator(options).catch((error: Error & { code?: string }) => {
      throw cannotStart(error, flags.port)
    })
    if (clock) emulator.clock.set(clock)
    // Before it says that it listens: whoever reads that may interrupt it.
    const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
    this.log(harmless(`ECR emulator listening on ${emulator.url}`))
    if (lenient.length > 0) this.log(`lenient: ${lenient.join(', ')}`)
    this.log(environmentFor(emulator.url, flags))
    const timer = flags['run-lifecycle'] ? this.runLifecycle(emulator) : undefined
    await interrupted
    clearInterval(timer)
    await emulator.close()
  }

  /** A disk that is full now may not be in ten seconds: the server goes on. */
  private runLifecycle(emulator: Server): NodeJS.Timeout {
    const run = () => {
      try {
        const { expired, archived } = emulator.runLifecycle()
        if (expired + archived > 0) this.log(`Lifecycle policies: ${expired} images expired, ${archived} archived`)
      } catch (error) {
        this.logToStderr(
          harmless(`Lifecycle policies were not run (${error instanceof Error ? error.message : error})`),
        )
      }
    }
    run()
    return setInterval(run, LIFECYCLE_PAUSE)
  }
}

/** What a variable without a value leaves: an empty host would be all of them. */
function refuseEmpty(flags: Readonly<Record<string, unknown>>): void {
  const [empty] = Object.entries(flags).find(([, value]) => value === '') ?? []
  if (empty === undefined) return
  throw new EcrsyncError('INVALID_FLAG', `--${empty} is empty`, {
    detail: 'A variable without a value, perhaps.',
    hint: 'Give it a value, or leave the flag out.',
  })
}

const environmentFor = (
  url: string,
  { account, region }: { readonly account: string; readonly region: string },
): string =>
  [
    `export AWS_ENDPOINT_URL_ECR=${url} AWS_ENDPOINT_URL_STS=${url} AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API=${url}`,
    `export AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`,
    `export AWS_ACCESS_KEY_ID=${account} AWS_SECRET_ACCESS_KEY=local`,
  ]
    .map(harmless)
    .join('\n')

const cannotStart = (error: Error & { code?: string }, port: number): EcrsyncError =>
  new EcrsyncError('EMULATOR', 'The emulator cannot start', {
    detail: error.code === 'EADDRINUSE' ? `Port ${port} is in use.` : error.message,
    hint: hintFor(error),
    cause: error,
  })

function hintFor(error: Error & { code?: string }): string {
  if (error instanceof FolderInUse)
    return `End that process (kill ${error.pid}), or name another folder with --data; ${error.otherwise}.`
  return error.code === 'EADDRINUSE'
    ? 'Add --port 0 for a free one.'
    : 'Check its flags, and that it can write to --data and --log.'
}
