import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { ACCOUNT, REGION } from '../servers/contents.js'
import { callsIn, startStub } from '../servers/start.js'
import { providerMirror } from './provider-mirror.js'
import { configurationOf } from './terraform-configuration.js'
import { watchMemory } from './tree-memory.js'

/**
 * @typedef {{ seconds: number, megabytes: number, output: string }} Run
 *
 * A registry that Terraform has made, with its state.
 * @typedef {object} Made
 * @property {import('../servers/start.js').Stub} stub
 * @property {Run & { calls: number }} created
 * @property {() => Promise<Run>} plan with nothing to change
 *
 * @typedef {object} Terraform
 * @property {string} version
 * @property {string} provider the version of its AWS provider
 * @property {(repositories: number) => Promise<Made>} made each is made once
 * @property {() => void} close
 */

const ENVIRONMENT = {
  CHECKPOINT_DISABLE: '1',
  TF_IN_AUTOMATION: '1',
  AWS_PROFILE: undefined,
  AWS_SESSION_TOKEN: undefined,
}

/** @param {string} cwd @param {readonly string[]} args @returns {Promise<Run>} */
async function terraform(cwd, args) {
  const since = process.hrtime.bigint()
  const child = spawn('terraform', args, {
    cwd,
    env: { ...process.env, ...ENVIRONMENT },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  const peak = watchMemory(child.pid ?? 0)
  const [code, output, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]).finally(peak)
  const seconds = Number(process.hrtime.bigint() - since) / 1e9
  if (code !== 0) throw new Error(`terraform ${args.join(' ')} ended with ${code}:\n${output}${errors}`)
  return { seconds, megabytes: peak(), output }
}

/** The provider, from where it is on this machine. @param {string} folder @param {string} url */
async function initialized(folder, url) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'provider.tf.json'), JSON.stringify(providerAt(url)))
  const mirror = providerMirror()
  await terraform(folder, ['init', '-input=false', '-no-color', ...(mirror ? [`-plugin-dir=${mirror}`] : [])])
}

/** @param {string} url */
const providerAt = url => ({
  terraform: { required_providers: { aws: { source: 'hashicorp/aws' } } },
  provider: {
    aws: {
      region: REGION,
      access_key: ACCOUNT,
      secret_key: 'local',
      skip_metadata_api_check: true,
      endpoints: { ecr: url, sts: url },
    },
  },
})

/** @param {string} folder @param {number} repositories @returns {Promise<Made>} */
async function make(folder, repositories) {
  const stub = await startStub({ repositories: 0 })
  await initialized(folder, stub.url)
  writeFileSync(join(folder, 'resources.tf.json'), JSON.stringify(configurationOf(repositories)))
  const created = await terraform(folder, ['apply', '-auto-approve', '-input=false', '-no-color'])
  return {
    stub,
    created: { ...created, calls: callsIn(await stub.traffic()) },
    plan: () => terraform(folder, ['plan', '-detailed-exitcode', '-input=false', '-no-color']),
  }
}

/** Terraform with its AWS provider. @returns {Promise<Terraform>} @throws where one of them is not there */
export async function openTerraform() {
  const folder = mkdtempSync(join(tmpdir(), 'ecrsync-bench-'))
  const close = () => rmSync(folder, { recursive: true, force: true })
  try {
    await initialized(join(folder, 'version'), 'http://127.0.0.1:9')
    const { output } = await terraform(join(folder, 'version'), ['version', '-json'])
    const { terraform_version: version, provider_selections: providers } = JSON.parse(output)
    return { version, provider: String(Object.values(providers)[0]), ...registries(folder, close) }
  } catch (error) {
    close()
    throw error
  }
}

/** @param {string} folder @param {() => void} clean */
function registries(folder, clean) {
  /** @type {Map<number, Promise<Made>>} */
  const all = new Map()
  return {
    made(/** @type {number} */ repositories) {
      const made = all.get(repositories) ?? make(join(folder, String(repositories)), repositories)
      all.set(repositories, made)
      return made
    },
    async close() {
      for (const made of await Promise.allSettled(all.values())) if (made.status === 'fulfilled') made.value.stub.stop()
      clean()
    },
  }
}
