import { execFileSync } from 'node:child_process'
import { chmod, copyFile, cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT, read } from '../documents/pages.ts'
import { folderWith } from '../folder.ts'
import { describeWith, run } from './clients.ts'

const said = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8' }).trim()

/** Libraries that a program of this machine loads. */
const librariesOf = (program: string): readonly string[] =>
  [...said('ldd', program).matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => path)

/** A root with this machine's own Node, npm and shell, where the image of Node has them. */
async function rootOfNode(root: string): Promise<void> {
  const programs = { '/usr/local/bin/node': process.execPath, '/bin/sh': '/bin/sh', '/usr/bin/env': '/usr/bin/env' }
  for (const [to, from] of Object.entries(programs)) {
    const real = said('realpath', from)
    for (const [path, file] of [[to, real], ...librariesOf(real).map(library => [library, library])] as const) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await copyFile(said('realpath', file), join(root, path))
      await chmod(join(root, path), 0o755)
    }
  }
  const npm = '/usr/local/lib/node_modules/npm'
  await cp(join(said('npm', 'root', '--global'), 'npm'), join(root, npm), { recursive: true })
  await symlink(`${npm}/bin/npm-cli.js`, join(root, '/usr/local/bin/npm'))
  await mkdir(join(root, 'etc'), { recursive: true })
  await mkdir(join(root, 'tmp'))
  await writeFile(join(root, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\n')
  await writeFile(join(root, 'etc/group'), 'root:x:0:\nnode:x:1000:\n')
}

const PATH = '/usr/local/bin:/usr/bin:/bin'
const [, BASE = ''] = /^FROM (node:\S+)$/m.exec(read('Dockerfile')) ?? []

describeWith(['buildah'], () => {
  test('the Dockerfile makes an image of the packed file, which runs as nobody in particular', async () => {
    const folder = await folderWith({})
    const storage = ['--storage-driver=vfs', `--root=${join(folder, 'root')}`, `--runroot=${join(folder, 'run')}`]
    const buildah = (...args: readonly string[]) => run('buildah', [...storage, ...args], { env: { HOME: folder } })

    await rootOfNode(join(folder, 'node'))
    const base = (await buildah('from', 'scratch')).trim()
    await buildah('copy', base, join(folder, 'node'), '/')
    await buildah('config', `--env=PATH=${PATH}`, base)
    await buildah('commit', '--rm', base, `docker.io/library/${BASE}`)

    const context = join(folder, 'context')
    await mkdir(context)
    await run('npm', ['pack', '--ignore-scripts', '--silent', `--pack-destination=${context}`, ROOT], {
      env: { HOME: folder },
    })
    for (const file of ['Dockerfile', '.dockerignore']) await copyFile(join(ROOT, file), join(context, file))
    await buildah('build', '--isolation=chroot', '--pull-never', '--tag=ecrsync', context)

    const { OCIv1 } = JSON.parse(await buildah('inspect', '--type=image', 'ecrsync'))
    expect(OCIv1.config).toMatchObject({ User: '1000:1000', WorkingDir: '/manifest', Entrypoint: ['ecrsync'] })
    const container = (await buildah('from', 'ecrsync')).trim()
    const inside = (...args: readonly string[]) =>
      buildah('run', '--isolation=chroot', container, '--', 'ecrsync', ...args)
    expect(await inside('--version')).toMatch(/^ecrsync\/\d/)
    await buildah('copy', container, join(ROOT, 'examples/minimal/ecrsync.yaml'), '/manifest/ecrsync.yaml')
    expect(await inside('validate')).toBe('ecrsync.yaml is valid: 2 repositories in 1 file.\n')
  })
})
