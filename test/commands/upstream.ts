import { onTestFinished } from 'vitest'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { passwordOf } from '../clients/clients.ts'
import { clientOf } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'

export const NAME = 'team/api'
/** The repository that images come from, in either registry. */
export const FROM = 'acme/base'

const created = [NAME, FROM].map(repositoryName => ({ action: 'CreateRepository', input: { repositoryName } }) as const)

/** Two registries, the second one as any other that asks for a login, and a run of ecrsync over the first. */
export async function registries() {
  const [target, upstream] = [await seeded({ calls: created }), await seeded({ calls: created })]
  const [ecr, there] = [clientOf(target), clientOf(upstream)]
  onTestFinished(() => [ecr, there].forEach(client => void client.destroy()))
  const { host } = new URL(upstream.url)
  const auth = Buffer.from(`AWS:${await passwordOf(there)}`).toString('base64')
  const docker = await folderWith({ 'config.json': JSON.stringify({ auths: { [host]: { auth } } }) })

  /** Over a manifest of these images of `team/api`. */
  const over = async (images: object, settings: object = {}) => {
    const text = JSON.stringify({
      version: 1,
      name: 'acme',
      ownership: 'none',
      repositories: { [NAME]: { ...settings, images } },
    })
    const cwd = await folderWith({ 'ecrsync.yaml': text })
    const env = { ...awsEnvironment(target.url), DOCKER_CONFIG: docker }
    return (...args: readonly string[]) => ecrsync(args, { cwd, env })
  }

  return { target, ecr, there, over, docker: `docker://${host}/${FROM}` }
}

export type Run = (...args: readonly string[]) => Promise<{ readonly code: number; readonly stdout: string }>

/** Applies, and plans again: what it made is what it wanted. */
export async function settled(run: Run) {
  const applied = await run('apply', '--auto-approve')
  const again = await run('plan')
  return { code: applied.code, again: again.stdout.trimEnd().split('\n').at(-1) }
}

export const SETTLED = { code: 0, again: 'No changes. 1 repository matches the manifest.' }
