import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { awsEnvironment, ecrsync, HELPER_JS } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'
import { describeWith, run } from './clients.ts'

/** An emulator with an image in it, and a folder for what skopeo keeps. */
async function world() {
  const { url } = await seeded({
    calls: [{ action: 'CreateRepository', input: { repositoryName: 'team/app' } }],
    images: { 'team/app': ['v1', 'v2'] },
  })
  const { host } = new URL(url)
  const folder = await folderWith({
    'docker-credential-ecrsync': `#!/bin/sh\nexec "${process.execPath}" "${HELPER_JS}" "$@"\n`,
    'helper.json': JSON.stringify({ credHelpers: { [host]: 'ecrsync' } }),
    'empty.json': '{}',
  })
  await chmod(join(folder, 'docker-credential-ecrsync'), 0o755)
  const env = { ...awsEnvironment(url), HOME: folder, PATH: `${folder}:${process.env.PATH}` }
  return {
    folder,
    env,
    tagsWith: async (authfile: string): Promise<unknown> => {
      const flags = ['--tls-verify=false', '--authfile', join(folder, authfile)]
      return JSON.parse(await run('skopeo', ['list-tags', ...flags, `docker://${host}/team/app`], { env })).Tags
    },
  }
}

describeWith(['skopeo'], () => {
  test('asks docker-credential-ecrsync for the password, without a login', async () => {
    const { tagsWith } = await world()
    await expect(tagsWith('empty.json')).rejects.toThrow('authentication required')
    expect(await tagsWith('helper.json')).toEqual(['v1', 'v2'])
  })

  test('is logged in by ecrsync login', async () => {
    const { folder, env, tagsWith } = await world()
    const client = 'skopeo login --tls-verify=false'
    const place = { cwd: folder, env: { ...env, REGISTRY_AUTH_FILE: join(folder, 'auth.json') } }
    expect(await ecrsync(['login', '--quiet', '--client', client], place)).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(await tagsWith('auth.json')).toEqual(['v1', 'v2'])
  })
})
