import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { clientOf, pushImage, pushIndex } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { openLayoutBuilder } from '../images/layouts.ts'
import { seeded } from '../seed.ts'

const NAME = 'team/api'
const DAY = 24 * 60 * 60 * 1000
const POLICY = 'lifecyclePolicy: [{ any: true, keepNewest: 4 }]'
const manifest = (images: string, root = '') =>
  `version: 1\nname: acme\nownership: none\n${root}\nrepositories:\n  ${NAME}:\n    ${POLICY}\n    images: ${images}\n`

/** Five indexes of two platforms, a day apart, `v1` the oldest. */
async function world() {
  const emulator = await seeded({ calls: [{ action: 'CreateRepository', input: { repositoryName: NAME } }] })
  const ecr = clientOf(emulator)
  const start = Date.now()
  const digests: string[] = []
  for (let index = 1; index <= 5; index += 1) {
    emulator.clock.set(new Date(start - (10 - index) * DAY))
    const parts = [await pushImage(ecr, NAME, `amd64 ${index}`), await pushImage(ecr, NAME, `arm64 ${index}`)]
    emulator.clock.advance(1000)
    digests.push(await pushIndex(ecr, NAME, parts, `v${index}`))
  }
  emulator.clock.set(new Date(start))
  emulator.clearCalls()
  const run = async (text: string, ...args: readonly string[]) =>
    ecrsync(args, { cwd: await folderWith({ 'ecrsync.yaml': text }), env: awsEnvironment(emulator.url) })
  return { emulator, ecr, digests, run }
}

const pulls = ({ emulator }: Awaited<ReturnType<typeof world>>) =>
  emulator.calls.filter(({ operation }) => operation === 'BatchGetImage').length

describe('parts of multi-arch images, of which a plan', () => {
  test('knows nothing, make what it says an upper bound, and no index is pulled for it', async () => {
    const registry = await world()
    const { stdout } = await registry.run(manifest('{}'), 'plan')
    expect(stdout).toMatch(/EXPIRES +team\/api +11 images \(.*\) at ECR's next run \(an upper bound\): v3, v2, v1/)
    expect(stdout).toContain('an upper bound: among them may be parts of 5 multi-arch images')
    expect(pulls(registry)).toBe(0)
  })

  test("knows nothing, are no difference to ECR's own preview, and the plan shows what that says", async () => {
    const { run } = await world()
    const { stdout, stderr } = await run(manifest('{}'), 'plan', '--lifecycle-preview', 'server')
    expect([stdout, stderr]).toEqual([
      expect.stringMatching(/EXPIRES +team\/api +1 image \(.*\) at ECR's next run: v1\n/),
      expect.not.stringContaining('PREVIEW_DIFFERS'),
    ])
  })

  test('has pulled the index, because images are to go, are counted apart, by the apply as well', async () => {
    const { run, emulator, digests } = await world()
    const text = manifest(
      `{ v2: "${digests[1]}", v1: { absent: true, deleteImage: true } }`,
      'guards: { expireImages: { max: 2 } }',
    )
    const { targets, changes } = JSON.parse((await run(text, 'plan', '--json')).stdout)
    expect(targets[0].opened).toHaveLength(5)
    expect(changes.map((change: { readonly blocked?: object }) => change.blocked)).toEqual([undefined, undefined])
    const { code, stdout } = await run(text, 'apply', '--auto-approve')
    expect([code, stdout]).toEqual([0, expect.not.stringContaining('an upper bound')])
    expect(emulator.runLifecycle()).toEqual({ expired: 2, archived: 0 })
  })

  test('are taken for an image in use only by an upper bound, which says how to know', async () => {
    const { run, digests } = await world()
    const { stdout, code } = await run(manifest(`{ v3: "${digests[2]}" }`), 'plan')
    expect([code, stdout]).toEqual([4, expect.stringMatching(/--lifecycle-preview\s+server/)])
    expect((await run(manifest(`{ v3: "${digests[2]}" }`), 'plan', '--lifecycle-preview', 'server')).code).toBe(0)
  })

  test('has opened the layouts that they come from, are counted apart, in the preview too', async () => {
    const { ecr, emulator } = await world()
    await ecr.createRepository({ repositoryName: 'team/web' })
    const cwd = await folderWith({})
    for (let index = 1; index <= 3; index += 1) {
      const layout = await openLayoutBuilder(join(cwd, `v${index}`))
      const parts = [
        await layout.image({ layers: [`amd64 ${index}`] }),
        await layout.image({ layers: [`arm ${index}`] }),
      ]
      await layout.list(await layout.index(parts))
    }
    const { writeFile } = await import('node:fs/promises')
    const write = (policy: string) =>
      writeFile(
        join(cwd, 'ecrsync.yaml'),
        `version: 1\nname: acme\nrepositories:\n  team/web:\n    ${policy}\n    images: { v1: "oci:v1", v2: "oci:v2", v3: "oci:v3" }\n`,
      )
    const run = (...args: readonly string[]) => ecrsync(args, { cwd, env: awsEnvironment(emulator.url) })
    await write('tags: { a: b }')
    expect((await run('apply', '--auto-approve')).code).toBe(0)
    await write('lifecyclePolicy: [{ any: true, keepNewest: 3 }]')
    const plan = await run('plan')
    expect([plan.code, plan.stdout]).toEqual([0, expect.not.stringContaining('EXPIRES')])
    expect(plan.stdout).toContain('6 known parts of multi-arch images not counted')
    expect((await run('preview')).stdout).toContain('Preview: 1 repository; 0 images would expire')
  })
})

test('a preview says that it is an upper bound, in each form', async () => {
  const { run } = await world()
  expect((await run(manifest('{}'), 'preview')).stdout).toContain('An upper bound: parts of 5 multi-arch images')
  expect((await run(manifest('{}'), 'preview', '--format', 'svg')).stdout).toContain('An upper bound')
  const { repositories } = JSON.parse((await run(manifest('{}'), 'preview', '--json')).stdout)
  expect(repositories[0].impact).toMatchObject({ expire: { images: 11 }, isUpperBound: true, indexes: 5, parts: 0 })
  const server = await run(manifest('{}'), 'preview', '--lifecycle-preview', 'server')
  expect([server.stdout]).toEqual([expect.stringContaining('1 image would expire')])
  expect(server.stdout).not.toContain('pper bound')
  expect(server.stdout).not.toContain('differs')
})

test('a guard that only an upper bound goes beyond says so', async () => {
  const { run } = await world()
  const text = manifest('{}', 'guards: { expireImages: { max: 5 } }')
  const refused = await run(text, 'plan')
  expect([refused.code, refused.stdout + refused.stderr]).toEqual([
    4,
    expect.stringContaining('guards.expireImages.max is 5 (an upper bound)'),
  ])
  expect((await run(text, 'plan', '--lifecycle-preview', 'server')).code).toBe(0)
})
