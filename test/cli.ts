import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const RUN_JS = fileURLToPath(new URL('../bin/run.js', import.meta.url))

/** What a shell would leave: nothing of the machine's own AWS configuration. */
const BARE = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  AWS_EC2_METADATA_DISABLED: 'true',
  NO_COLOR: '1',
}

/** Environment for a client of an emulator. */
export const awsEnvironment = (url: string): Record<string, string> => ({
  AWS_ENDPOINT_URL_ECR: url,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: '123456789012',
  AWS_SECRET_ACCESS_KEY: 'local',
})

/** Runs the built command line as a user does, without a terminal. */
export function ecrsync(
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Record<string, string> },
): Promise<Run> {
  return new Promise(resolve => {
    const child = execFile(
      process.execPath,
      [RUN_JS, ...args],
      { cwd, env: { ...BARE, ...env }, maxBuffer: 64 << 20 },
      (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr }),
    )
    child.stdin?.end()
  })
}
