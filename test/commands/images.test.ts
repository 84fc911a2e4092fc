import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { awsEnvironment, ecrsync, unwrapped } from '../cli.ts'
import { clientOf, preparedManifest, pushImage, pushIndex, sha256 } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { openLayoutBuilder } from '../images/layouts.ts'
import { seeded } from '../seed.ts'

const NAME = 'team/api'
const manifest = (images: string, more = '') => `version: 1
name: acme
ownership: none
repositories:
  ${NAME}:
    ${more}
    images:
${images.replace(/^/gm, '      ')}
`

/** A registry with one repository, and a run of ecrsync beside a manifest. */
async function world(text: string, files: Readonly<Record<string, string>> = {}) {
  const emulator = await seeded({ calls: [{ action: 'CreateRepository', input: { repositoryName: NAME } }] })
  const cwd = await folderWith({ 'ecrsync.yaml': text, ...files })
  const run = (...args: readonly string[]) => ecrsync(args, { cwd, env: awsEnvironment(emulator.url) })
  return { emulator, ecr: clientOf(emulator), run }
}

const write = async (world: { readonly run: (...args: readonly string[]) => Promise<unknown> }) =>
  world.run('apply', '--auto-approve', '--quiet')

describe('a promotion', () => {
  test('is one BatchGetImage and one PutImage of the same bytes', async () => {
    const one = await world('')
    const digest = await pushImage(one.ecr, NAME, 'one', 'v1')
    const two = await seededWith(manifest(`prod: "${digest}"`), one)
    one.emulator.clearCalls()
    expect((await two('apply', '--auto-approve')).code).toBe(0)
    const made = one.emulator.calls.map(({ operation }) => operation).filter(name => !/^(Describe|List|Get)/.test(name))
    expect(made).toEqual(['BatchGetImage', 'PutImage'])
    const { imageDetails } = await one.ecr.describeImages({ repositoryName: NAME, imageIds: [{ imageTag: 'prod' }] })
    expect(imageDetails?.[0]?.imageDigest).toBe(digest)
    expect((await two('plan')).stdout).toContain('No changes.')
  })

  test('planned, counts as no pull', async () => {
    const one = await world('')
    const digest = await pushImage(one.ecr, NAME, 'one', 'v1')
    const two = await seededWith(manifest(`prod: "${digest}"\nstable: "ecr:${NAME}:v1"`), one)
    one.emulator.clearCalls()
    await two('plan')
    expect(one.emulator.calls.map(({ operation }) => operation)).not.toContain('BatchGetImage')
    const { imageDetails } = await one.ecr.describeImages({ repositoryName: NAME })
    expect(imageDetails?.[0]?.lastRecordedPullTime).toBeUndefined()
  })
})

/** The same registry under another manifest. */
async function seededWith(text: string, { emulator }: Pick<Awaited<ReturnType<typeof world>>, 'emulator'>) {
  const cwd = await folderWith({ 'ecrsync.yaml': text })
  return (...args: readonly string[]) => ecrsync(args, { cwd, env: awsEnvironment(emulator.url) })
}

describe('a tag that moves', () => {
  async function moved(more = '') {
    const one = await world('')
    one.emulator.clock.set(new Date('2026-01-01T00:00:00Z'))
    const early = await pushImage(one.ecr, NAME, 'early', 'v1')
    one.emulator.clock.set(new Date('2026-02-01T00:00:00Z'))
    const late = await pushImage(one.ecr, NAME, 'late', 'prod')
    const run = await seededWith(manifest(`prod: "${early}"`, more), one)
    return { ...one, run, early, late }
  }

  test('to an earlier image is a ROLLBACK, in the text and in JSON', async () => {
    const { run, early, late } = await moved()
    const text = await run('plan')
    expect(unwrapped(text.stdout)).toMatch(/MOVES {2,}team\/api {2}prod ROLLBACK: .*2026-02-01.* → .*2026-01-01/)
    const [change] = JSON.parse((await run('plan', '--json')).stdout).changes
    expect(change).toMatchObject({ risk: 'ROLLBACK', before: { imageDigest: late }, after: { imageDigest: early } })
  })

  test('moves before this very plan makes it immutable, and not after', async () => {
    const { run, emulator } = await moved('imageTagMutability: IMMUTABLE')
    expect((await run('plan')).stdout).toContain('Plan: 0 to create, 2 to update, 0 to delete, 0 blocked.')
    emulator.clearCalls()
    expect((await run('apply', '--auto-approve')).code).toBe(0)
    const writes = emulator.calls.map(({ operation }) => operation).filter(name => name.startsWith('Put'))
    expect(writes).toEqual(['PutImage', 'PutImageTagMutability'])
    expect((await run('plan', '--detailed-exitcode')).code).toBe(0)
  })
})

describe('what must not be there', () => {
  test('goes a hundred a call, and what ECR refuses is told of its own image', async () => {
    const one = await world('')
    const digest = await pushImage(one.ecr, NAME, 'one', 'keep')
    const imageManifest = await preparedManifest(one.ecr, NAME, 'one')
    for (let index = 0; index < 120; index += 1)
      await one.ecr.putImage({ repositoryName: NAME, imageManifest, imageTag: `old-${index}` })
    const child = await pushImage(one.ecr, NAME, 'child')
    await pushIndex(one.ecr, NAME, [child], 'multi')
    const tags = Array.from({ length: 120 }, (_, index) => `old-${index}: null`).join('\n')
    const run = await seededWith(manifest(`${tags}\n"${child}": { absent: true, deleteImage: true }`), one)
    // What it is part of cannot be known: its index may not be pulled.
    one.emulator.inject({ operation: 'BatchGetImage', error: 'AccessDeniedException' })
    one.emulator.clearCalls()
    const apply = await run('apply', '--auto-approve')
    expect(apply.code).toBe(6)
    expect(apply.stdout).toContain('ImageReferencedByManifestList')
    const deletes = one.emulator.calls.filter(({ operation }) => operation === 'BatchDeleteImage')
    expect(deletes.map(({ input }) => (input as { imageIds: unknown[] }).imageIds.length)).toEqual([100, 21, 1])
    const { imageDetails } = await one.ecr.describeImages({ repositoryName: NAME, imageIds: [{ imageDigest: digest }] })
    expect(imageDetails?.[0]?.imageTags).toEqual(['keep'])
  })

  test('an index goes before its parts, in one apply', async () => {
    const one = await world('')
    const child = await pushImage(one.ecr, NAME, 'child')
    const index = await pushIndex(one.ecr, NAME, [child], 'multi')
    const gone = (digest: string) => `"${digest}": { absent: true, deleteImage: true }`
    const run = await seededWith(manifest([child, index].map(gone).join('\n')), one)
    expect((await run('apply', '--auto-approve')).code).toBe(0)
    expect((await one.ecr.listImages({ repositoryName: NAME })).imageIds).toEqual([])
  })

  test('is not untagged where it has become the last tag since the plan', async () => {
    const one = await world(manifest('old: null'))
    await pushImage(one.ecr, NAME, 'one', 'old')
    const plan = await one.run('plan')
    expect([plan.code, plan.stdout]).toEqual([4, expect.stringContaining('old is the last tag')])
    await write(one)
    expect((await one.ecr.listImages({ repositoryName: NAME })).imageIds).toHaveLength(1)
  })
})

describe('a source that is missing', () => {
  test('blocks its own image, and the rest is done', async () => {
    const one = await world('')
    const digest = await pushImage(one.ecr, NAME, 'one', 'v1')
    const missing = sha256('nobody')
    const run = await seededWith(manifest(`prod: "${digest}"\nnone: "${missing}"\nlocal: "oci:./nothing"`), one)
    const plan = await run('plan')
    expect([plan.code, plan.stdout]).toEqual([
      4,
      expect.stringContaining('Plan: 1 to create, 0 to update, 0 to delete, 2 blocked.'),
    ])
    expect((await run('apply', '--auto-approve')).code).toBe(6)
    const { imageIds } = await one.ecr.listImages({ repositoryName: NAME })
    expect(imageIds?.map(({ imageTag }) => imageTag).sort()).toEqual(['prod', 'v1'])
  })
})

test('an image with a configuration of no bytes is blocked in the plan', async () => {
  const one = await world(manifest('v1: "oci:./build"'))
  const cwd = await folderWith({ 'ecrsync.yaml': manifest('v1: "oci:./build"') })
  const layout = await openLayoutBuilder(join(cwd, 'build'))
  await layout.list(await layout.image({ layers: ['app'], more: { config: await layout.blob('') } }), 'v1')
  const run = (...args: readonly string[]) => ecrsync(args, { cwd, env: awsEnvironment(one.emulator.url) })
  const [change] = JSON.parse((await run('plan', '--json')).stdout).changes
  expect(change.blocked).toMatchObject({ code: 'EMPTY_LAYER', reason: expect.stringContaining('EmptyUploadException') })
  one.emulator.clearCalls()
  expect((await run('apply', '--auto-approve')).code).toBe(6)
  expect(one.emulator.calls.map(({ operation }) => operation)).not.toContain('InitiateLayerUpload')
})

test.each([
  ['a bare name', 'prod: "staging/api:1"', 'INVALID_SOURCE', 'ecrsync.yaml:8:7'],
  ['a tag of 129 characters', `${'a'.repeat(129)}: "oci:./x"`, 'INVALID_TAG', 'ecrsync.yaml:8:7'],
  ['null for a digest', `"sha256:${'a'.repeat(64)}": null`, 'DELETES_IMAGE', 'ecrsync.yaml:8:7'],
])('%s is invalid input, at its line, and nothing is asked of ECR', async (_, images, code, place) => {
  const one = await world(manifest(images))
  one.emulator.clearCalls()
  const plan = await one.run('plan')
  expect(plan.code).toBe(3)
  expect(plan.stderr).toContain(`${place} error ${code}`)
  expect(one.emulator.calls).toEqual([])
})

describe('what one wish does to another', () => {
  test('a rollback is one wherever the image comes from', async () => {
    const one = await world('')
    const [early, late] = [new Date('2026-01-01T00:00:00Z'), new Date('2026-02-01T00:00:00Z')]
    one.emulator.clock.set(early)
    const old = await pushImage(one.ecr, NAME, 'early', 'v1')
    await one.ecr.createRepository({ repositoryName: 'other' })
    one.emulator.clock.set(late)
    await pushImage(one.ecr, NAME, 'late', 'prod')
    one.emulator.clock.set(new Date('2026-03-01T00:00:00Z'))
    await pushImage(one.ecr, 'other', 'early')
    const run = await seededWith(manifest(`prod: "ecr:other@${old}"`), one)
    expect(unwrapped((await run('plan')).stdout)).toMatch(/prod ROLLBACK: .*2026-02-01.* → .*2026-01-01/)
  })

  test('an image that a tag is to be is not deleted', async () => {
    const one = await world('')
    await pushImage(one.ecr, NAME, 'one', 'a')
    const two = await pushImage(one.ecr, NAME, 'two', 'w')
    const run = await seededWith(manifest(`a: "${two}"\n"${two}": { absent: true, deleteImage: true }`), one)
    const plan = await run('plan')
    expect([plan.code, plan.stdout]).toEqual([4, expect.stringContaining('a is declared as this very image')])
    expect((await run('apply', '--auto-approve')).code).toBe(6)
    const { imageDetails } = await one.ecr.describeImages({ repositoryName: NAME, imageIds: [{ imageDigest: two }] })
    expect(imageDetails?.[0]?.imageTags).toEqual(['w', 'a'])
  })

  test('an image is not deleted under a declared tag that still has to move away from it', async () => {
    const one = await world('')
    const old = await pushImage(one.ecr, NAME, 'one', 'prod')
    const next = await pushImage(one.ecr, NAME, 'two', 'v2')
    const wishes = `prod: "${next}"\n"${old}": { absent: true, deleteImage: true }`
    await one.ecr.putImageTagMutability({ repositoryName: NAME, imageTagMutability: 'IMMUTABLE' })
    const run = await seededWith(manifest(wishes, 'imageTagMutability: IMMUTABLE'), one)
    expect((await run('plan')).stdout).toContain('prod is declared, and still on')
    expect((await run('apply', '--auto-approve')).code).toBe(6)
    const { imageDetails } = await one.ecr.describeImages({ repositoryName: NAME, imageIds: [{ imageTag: 'prod' }] })
    expect(imageDetails?.[0]?.imageDigest).toBe(old)
    const movable = await seededWith(manifest(wishes, 'imageTagMutability: MUTABLE'), one)
    expect((await movable('apply', '--auto-approve')).code).toBe(0)
    expect((await one.ecr.listImages({ repositoryName: NAME })).imageIds).toEqual([
      { imageDigest: next, imageTag: 'prod' },
      { imageDigest: next, imageTag: 'v2' },
    ])
  })

  test.each([
    ['a tag', `${NAME}:a`, ''],
    ['a digest', NAME, `@${sha256('')}`],
  ])('nothing that is in use is deleted, by %s', async (_, name, digest) => {
    const one = await world('')
    const image = await pushImage(one.ecr, NAME, 'one', 'a')
    await one.ecr.createRepository({ repositoryName: 'old' })
    await pushImage(one.ecr, 'old', 'one', 'a')
    const used = digest === '' ? '' : `@${image}`
    const cwd = await folderWith({
      'ecrsync.yaml': `${manifest('a: { absent: true, deleteImage: true }')}removed:\n  - { name: old, maxImages: 1 }\n`,
      'in-use.txt': `${name}${used}\nold:elsewhere\n`,
    })
    const run = (...args: readonly string[]) => ecrsync(args, { cwd, env: awsEnvironment(one.emulator.url) })
    const plan = await run('plan', '--in-use', 'in-use.txt')
    expect([plan.code, plan.stdout]).toEqual([4, expect.stringContaining('0 to delete, 2 blocked')])
    expect(plan.stdout).toContain('is in use (in-use.txt:1): not deleted')
    expect((await run('apply', '--auto-approve', '--in-use', 'in-use.txt')).code).toBe(6)
    expect((await one.ecr.describeImages({ repositoryName: 'old' })).imageDetails).toHaveLength(1)
  })

  test('a digest that a layout does not hold is found out by the plan', async () => {
    const missing = sha256('nowhere')
    const { run } = await world(manifest(`v1: "oci:./nowhere@${missing}"`))
    const plan = await run('plan')
    expect([plan.code, plan.stdout]).toEqual([4, expect.stringContaining('! image v1')])
  })
})
