import { execFile, execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import type { ECR } from '@aws-sdk/client-ecr'
import pLimit from 'p-limit'
import { describe, test } from 'vitest'
import { awsEnvironment, bareEnvironment } from '../cli.ts'

/** A client takes its time to start where much else runs. */
const CHECKS = { timeout: 300_000 }

/** What a client is called where it is not called like its command. */
const NAMES: Readonly<Record<string, string>> = { aws: 'the AWS CLI' }

interface Need {
  /** Debian does not have the client, so CI cannot insist on it. */
  readonly isOptional?: boolean
}

/**
 * What is checked with a real client, and what else that takes. Where one is not installed it is skipped, loudly; where
 * the environment says that `ECRSYNC_CLIENTS` are `required`, it fails.
 */
export function describeWith(
  commands: readonly [string, ...string[]],
  checks: (version: string) => void,
  { isOptional = false }: Need = {},
): void {
  const [client] = commands
  const versions = commands.map(versionOf)
  const missing = commands[versions.indexOf(undefined)]
  if (missing !== undefined) {
    const reason = skipped(`${nameOf(missing)} is not installed`)
    if (process.env.ECRSYNC_CLIENTS === 'required' && !isOptional) refuse(nameOf(missing), reason)
  } else process.stderr.write(`Checking with ${versions[0]}\n`)
  describe.runIf(missing === undefined)(nameOf(client), CHECKS, () => checks(versions[0] ?? ''))
}

/** Says loudly that nothing is checked. */
export function skipped(why: string): string {
  const reason = `${why}, so nothing is checked with it.`
  process.stderr.write(`SKIPPED: ${reason}\n`)
  return reason
}

function refuse(client: string, reason: string): void {
  test(`${client} is installed`, () => {
    throw new Error(reason)
  })
}

const nameOf = (command: string): string => NAMES[command] ?? command

function versionOf(command: string): string | undefined {
  try {
    const said = execFileSync(command, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return said.split('\n')[0]
  } catch {
    return undefined
  }
}

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>
  /** What the command reads. */
  readonly input?: string
}

/** What a command says; it fails with what it complains of, wherever it says that. */
export function run(command: string, args: readonly string[], { env = {}, input }: Surroundings = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { env: bareEnvironment(env) }, (error, stdout) =>
      error ? reject(new Error(`${error.message}\n${stdout}`)) : resolve(stdout),
    )
    child.stdin?.end(input)
  })
}

/** Each start of the AWS CLI keeps a processor busy for a second. */
const starts = pLimit(availableParallelism())

/** What the AWS CLI prints. The address goes by flag, because versions before 2.13 know no variable for it. */
export const awsText = (url: string, ...args: readonly string[]): Promise<string> =>
  starts(run, 'aws', [...args, '--endpoint-url', url, '--output', 'json'], {
    env: {
      ...awsEnvironment(url),
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_PAGER: '',
      HOME: process.env.HOME ?? '',
      AWS_CONFIG_FILE: '/nonexistent',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    },
  })

/** The answer to one call of the AWS CLI. */
export async function aws(url: string, ...args: readonly string[]): Promise<unknown> {
  const stdout = await awsText(url, ...args)
  return stdout === '' ? {} : JSON.parse(stdout)
}

/** What clients of the Docker Registry API log in with, as `AWS`. */
export async function passwordOf(ecr: ECR): Promise<string> {
  const { authorizationData } = await ecr.getAuthorizationToken({})
  const token = Buffer.from(authorizationData?.[0]?.authorizationToken ?? '', 'base64').toString('utf8')
  return token.replace(/^AWS:/, '')
}
