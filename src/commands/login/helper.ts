import { type Diagnostic, EcrsyncError } from '../../errors.ts'
import { harmless } from '../../harmless.ts'
import { renderDiagnostics } from '../../render/diagnostics.ts'
import { plain } from '../../render/theme.ts'
import { saidHere } from '../again.ts'
import { fitting } from '../fitting.ts'
import { widthFor } from '../width.ts'
import { ACTIONS, type Action, type Answer, answer } from './credential-helper.ts'

const NAME = 'docker-credential-ecrsync'
const KNOWN = [...ACTIONS, 'version'] as const

/**
 * What a client runs as `docker-credential-ecrsync ACTION`; the environment says which registry. Returns the exit code.
 * `version`: of the package.
 */
export async function runHelper(args: readonly string[], version: string): Promise<number> {
  const { stdout, exitCode, error } = await answerTo(args, version)
  if (stdout !== '') process.stdout.write(`${harmless(stdout)}\n`)
  if (error) {
    const page = renderDiagnostics(error.diagnostics.map(withoutFlags), plain, widthFor(process.stderr))
    process.stderr.write(`${page}\n`)
  }
  return exitCode
}

/** It takes no flags: the environment and the configuration of AWS say everything. */
const withoutFlags = (diagnostic: Diagnostic) => saidHere(diagnostic, hint => fitting(hint, () => true))

async function answerTo([action = '', ...others]: readonly string[], version: string): Promise<Answer> {
  if (action === 'version' && others.length === 0) return { stdout: `${NAME} (ecrsync) ${version}`, exitCode: 0 }
  if (!isAction(action) || others.length > 0) return misused([action, ...others])
  return answer({ action, input: process.stdin, access: {} })
}

const isAction = (text: string): text is Action => ACTIONS.some(action => action === text)

function misused(args: readonly string[]): Answer {
  const usage = `Usage: ${NAME} <${KNOWN.join('|')}>`
  const error = new EcrsyncError('UNEXPECTED_ARGUMENT', `${NAME} takes one of its words, and nothing else`, {
    detail: `It answers docker and other clients, and was given ${JSON.stringify(args.join(' '))}.`,
    hint: usage,
  })
  return { stdout: usage, exitCode: error.exitCode, error }
}
