import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { ECR } from '@aws-sdk/client-ecr'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Emulator } from '../../src/emulator/server.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'
import { describeWith, passwordOf, run } from './clients.ts'
import { makeLayout, readLayout } from './oci-layout.ts'

const HOUR = 60 * 60 * 1000

/** It distributes images and runs nothing; its socket belongs to whoever runs the test. */
const CONFIG = `version = 2
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]
[grpc]
uid = ${process.getuid?.() ?? 0}
gid = ${process.getgid?.() ?? 0}
`

type Ctr = (...args: readonly string[]) => Promise<string>

/** A containerd of this test alone, which has nothing and ends with the test, however that ends. */
async function startContainerd(): Promise<Ctr> {
  const folder = await folderWith({ 'config.toml': CONFIG })
  const at = (name: string) => join(folder, name)
  const address = at('socket')
  const flags = [`--config=${at('config.toml')}`, `--root=${at('root')}`, `--state=${at('state')}`]
  const daemon = spawn('setpriv', ['--pdeathsig=KILL', 'containerd', `--address=${address}`, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let log = ''
  daemon.stderr.on('data', text => {
    log += text
  })
  const ended = once(daemon, 'exit')
  onTestFinished(async () => {
    daemon.kill('SIGKILL')
    await ended
  })
  const ctr: Ctr = (...args) => run('ctr', [`--address=${address}`, ...args])
  const failed = ended.then(() => Promise.reject(new Error(`containerd has ended:\n${log}`)))
  await Promise.race([vi.waitFor(() => ctr('version'), { timeout: 30_000 }), failed])
  return ctr
}

interface World {
  readonly emulator: Emulator
  readonly ecr: ECR
  /** As containerd writes it. */
  image(reference: string): string
  readonly login: readonly string[]
}

async function world(): Promise<World> {
  const emulator = await seeded({
    calls: [
      { action: 'CreateRepository', input: { repositoryName: 'team/app' } },
      { action: 'CreateRepository', input: { repositoryName: 'team/copy', imageTagMutability: 'IMMUTABLE' } },
    ],
  })
  const ecr = clientOf(emulator)
  const login = ['--plain-http', '--user', `AWS:${await passwordOf(ecr)}`]
  return { emulator, ecr, image: reference => `${new URL(emulator.url).host}/${reference}`, login }
}

/** An image of two platforms, in a containerd under a name of its own. */
async function imported(ctr: Ctr, image: string, content: string) {
  const folder = await folderWith({})
  const layout = await makeLayout(join(folder, 'made'), content)
  await run('tar', ['-cf', join(folder, 'made.tar'), '-C', layout.folder, '.'])
  await ctr('images', 'import', '--all-platforms', '--no-unpack', '--base-name', image, join(folder, 'made.tar'))
  return { ...layout, ...(await readLayout(layout.folder)) }
}

/** Newer ones leave it to the daemon, which knows nothing of the login, unless they are told not to. */
const onItsOwn = async (ctr: Ctr): Promise<readonly string[]> =>
  (await ctr('images', 'pull', '--help')).includes('--local') ? ['--local'] : []

const contentOf = async (ctr: Ctr): Promise<readonly string[]> =>
  (await ctr('content', 'ls', '--quiet')).trim().split('\n').sort()

describeWith(['containerd', 'ctr', 'setpriv'], () => {
  test('pushes an image of two platforms, which another containerd fetches and unpacks', async () => {
    const { ecr, image, login } = await world()
    const [one, other] = await Promise.all([startContainerd(), startContainerd()])
    const flags = [...login, ...(await onItsOwn(one))]
    const { digest, children, blobs } = await imported(one, image('team/app'), 'one')
    await one('images', 'push', ...flags, image('team/app:v1'))
    const { imageIds = [] } = await ecr.listImages({ repositoryName: 'team/app' })
    expect(imageIds).toHaveLength(3)
    expect(imageIds).toEqual(
      expect.arrayContaining([
        { imageDigest: digest, imageTag: 'v1' },
        ...children.map(imageDigest => ({ imageDigest })),
      ]),
    )

    await other('content', 'fetch', ...login, '--all-platforms', image('team/app:v1'))
    expect(await contentOf(other)).toEqual(blobs)
    const pull = other('images', 'pull', ...flags, '--snapshotter=native', image(`team/app@${digest}`))
    if (await pull.then(() => true, isMountRefused)) {
      const snapshots = await other('snapshots', '--snapshotter=native', 'ls')
      expect(snapshots.match(/Committed/g)).toHaveLength(2)
    } else process.stderr.write('SKIPPED: nothing may be mounted here, so containerd unpacks nothing.\n')
  })

  test('fetches what was pushed through the API of AWS', async () => {
    const { ecr, image, login } = await world()
    const digest = await pushImage(ecr, 'team/app', 'content', 'v1')
    const ctr = await startContainerd()
    await ctr('content', 'fetch', ...login, image('team/app:v1'))
    expect(await contentOf(ctr)).toHaveLength(3)
    expect(await ctr('images', 'ls')).toContain(digest)
  })

  test('is refused what would move an immutable tag, and what goes to no repository', async () => {
    const { emulator, ecr, image, login } = await world()
    await pushImage(ecr, 'team/copy', 'content', 'v1')
    const ctr = await startContainerd()
    const flags = [...login, ...(await onItsOwn(ctr))]
    await imported(ctr, image('team/app'), 'one')
    const push = (to: string) => ctr('images', 'push', ...flags, image(to), image('team/app:v1'))
    await expect(push('team/copy:v1')).rejects.toThrow('400 Bad Request')
    expect(emulator.calls.at(-1)).toMatchObject({ operation: 'PutImage', error: 'ImageTagAlreadyExistsException' })
    await expect(push('team/missing:v1')).rejects.toThrow('404 Not Found')
  })

  test('is refused without a token, with a wrong one and with one of more than twelve hours ago', async () => {
    const { emulator, ecr, image, login } = await world()
    await pushImage(ecr, 'team/app', 'content', 'v1')
    const ctr = await startContainerd()
    const fetched = (flags: readonly string[]) => ctr('content', 'fetch', ...flags, image('team/app:v1'))
    for (const flags of [['--plain-http'], ['--plain-http', '--user=AWS:wrong']])
      await expect(fetched(flags)).rejects.toThrow(/401 Unauthorized|authorization failed/)
    emulator.clock.advance(12 * HOUR + 1000)
    await expect(fetched(login)).rejects.toThrow('403 Forbidden')
  })
})

/** Where a container has no right to mount, all is there but the unpacked image. */
function isMountRefused(error: Error): false {
  expect(error.message).toMatch(/failed to mount .*(operation not permitted|permission denied)/)
  return false
}
