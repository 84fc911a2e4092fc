import { EcrsyncError, EXIT, type ExitCode } from '../../errors.ts'
import { type Access, authorize, endpointOf, USERNAME } from './authorize.ts'
import { isAt, type Server, serverIn } from './server.ts'

// Docker's protocol: https://github.com/docker/docker-credential-helpers#development
export const ACTIONS = ['get', 'store', 'erase', 'list'] as const

export type Action = (typeof ACTIONS)[number]

/** Clients tell "there are none" from a failure by these words. */
const NOT_FOUND = 'credentials not found in native keychain'
const NO_SERVER = 'no credentials server URL'

export interface Question {
  readonly action: Action
  /** What the client writes. */
  readonly input: AsyncIterable<unknown>
  readonly access: Access
}

export interface Answer {
  /** Nothing, or one line. */
  readonly stdout: string
  readonly exitCode: ExitCode
  /** For people: clients show only what stands on stdout. */
  readonly error?: EcrsyncError
}

const done = (stdout = ''): Answer => ({ stdout, exitCode: EXIT.done })
const refused = (stdout: string): Answer => ({ stdout, exitCode: EXIT.failure })

/** Failures are answers too, in this protocol. */
export async function answer(question: Question): Promise<Answer> {
  try {
    return await answerTo(question)
  } catch (error) {
    if (!(error instanceof EcrsyncError)) throw error
    return { stdout: `${error.code}: ${error.message}`, exitCode: error.exitCode, error }
  }
}

async function answerTo(question: Question): Promise<Answer> {
  const input = await textOf(question.input)
  switch (question.action) {
    case 'get':
      return get(input.trim(), question)
    case 'list':
      return list(question)
    // A token is made anew each time, so there is nothing to keep and nothing to forget.
    case 'store':
    case 'erase':
      return done()
  }
}

/** A token of ECR is for ECR, this machine and the configured endpoint; nobody else's business is whether there is one. */
async function get(text: string, { access }: Question): Promise<Answer> {
  if (text === '') return refused(NO_SERVER)
  const server = serverIn(text)
  const asked = server && (await accessTo(server, access))
  if (asked === undefined) return refused(NOT_FOUND)
  const { password } = await authorize(asked)
  return done(JSON.stringify({ ServerURL: text, Username: USERNAME, Secret: password }))
}

/** With what a server's token is asked for: each host of ECR is of one region, and has an API host of its own. */
async function accessTo(server: Server, access: Access): Promise<Access | undefined> {
  const { registry, isLoopback } = server
  if (registry !== undefined) return { ...access, region: registry.region, host: registry }
  return isLoopback || (await isConfigured(server, access)) ? access : undefined
}

/** An endpoint that cannot be known is not that of a stranger. */
async function isConfigured(server: Server, access: Access): Promise<boolean> {
  const endpoint = await endpointOf(access).catch((error: unknown) => {
    if (error instanceof EcrsyncError) return undefined
    throw error
  })
  return endpoint !== undefined && isAt(endpoint, server)
}

async function list({ access }: Question): Promise<Answer> {
  const { host } = await authorize(access)
  return done(JSON.stringify({ [`https://${host}`]: USERNAME }))
}

async function textOf(input: AsyncIterable<unknown>): Promise<string> {
  let text = ''
  for await (const chunk of input) text += String(chunk)
  return text
}
