import { fileURLToPath } from 'node:url'
import { measuredNode } from './measured.js'

/** What is installed. */
export const RUN = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** Where all calls go, and as whom, whatever this machine is set up for. @param {string} url */
export const awsAt = url => ({
  AWS_ENDPOINT_URL_ECR: url,
  AWS_ENDPOINT_URL_STS: url,
  AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API: url,
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: undefined,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: '123456789012',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: undefined,
  AWS_PROFILE: undefined,
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
})

/**
 * @param {readonly string[]} args
 * @param {{ cwd?: string, url?: string, program?: readonly string[], env?: Readonly<Record<string, string>> }} [place]
 */
export const ecrsync = (args, { cwd, url, program = [RUN], env = {} } = {}) =>
  measuredNode([...program, ...args], {
    ...(cwd !== undefined && { cwd }),
    env: { ...(url !== undefined && awsAt(url)), ...env },
  })
