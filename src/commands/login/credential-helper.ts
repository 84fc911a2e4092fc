import { EcrsyncError, EXIT, type ExitCode } from '../../errors.ts'
import { registryOfHost } from '../../names.ts'
import { type Access, authorize, endpointOf, type Login, USERNAME } from './authorize.ts'
import { hostOf } from './server.ts'

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
  /** Whom it answers for: ECR and the configured endpoint, or everybody that a client was told to ask about. */
  readonly hosts: 'known' | 'all'
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

async function get(server: string, question: Question): Promise<Answer> {
  if (server === '') return refused(NO_SERVER)
  const login = await loginTo(hostOf(server), question)
  if (login === undefined) return refused(NOT_FOUND)
  return done(JSON.stringify({ ServerURL: server, Username: USERNAME, Secret: login.password }))
}

async function loginTo(host: string | undefined, { access, hosts }: Question): Promise<Login | undefined> {
  const registry = registryOfHost(host ?? '')
  if (registry !== undefined) return authorize({ ...access, region: registry.region })
  const endpoint = endpointOf(access)
  if (hosts === 'known' && endpoint === undefined) return undefined
  const login = await authorize(access)
  return hosts === 'all' || [login.host, hostOf(endpoint ?? '')].includes(host) ? login : undefined
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
