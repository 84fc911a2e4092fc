import { describe, expect, test } from 'vitest'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'

const NAME = 'team/api'
const HOST = '123456789012.dkr.ecr.us-east-1.amazonaws.com'
const manifest = (more = 'lifecyclePolicy: [{ any: true, keepNewest: 2 }]') =>
  `version: 1\nname: acme\nownership: none\nrepositories:\n  ${NAME}: { ${more} }\n  team/web: {}\n`

const MINUTE = 60_000

/** Three images of which the policy takes the first, `v1`; the same image is in team/web under another tag. */
async function world() {
  const calls = [NAME, 'team/web', 'other'].map(repositoryName => ({
    action: 'CreateRepository',
    input: { repositoryName },
  }))
  const emulator = await seeded({ calls })
  const ecr = clientOf(emulator)
  const digests: string[] = []
  const start = Date.now() - 4 * MINUTE
  for (let index = 1; index <= 3; index += 1) {
    emulator.clock.set(new Date(start + index * MINUTE))
    digests.push(await pushImage(ecr, NAME, `image ${index}`, `v${index}`))
  }
  await pushImage(ecr, 'team/web', 'image 1', 'same')
  const other = await pushImage(ecr, 'other', 'other')
  emulator.clearCalls()
  const [digest = ''] = digests
  const run = async (list: string, text = manifest(), ...args: readonly string[]) => {
    const cwd = await folderWith({ 'ecrsync.yaml': text, 'in-use.txt': list })
    return ecrsync(['plan', '--in-use', 'in-use.txt', ...args], { cwd, env: awsEnvironment(emulator.url) })
  }
  return { emulator, ecr, digest, other, run }
}

const hex = (digest: string, digits = 64) => digest.slice(7, 7 + digits)

describe('an image that a list names', () => {
  test.each<readonly [string, (digest: string) => string]>([
    ['by a bare digest', digest => digest],
    ['by name and digest', digest => `${HOST}/${NAME}@${digest}`],
    ['by name, tag and digest', digest => `${HOST}/${NAME}:gone@${digest}`],
    ['by the digest in another repository', digest => `${HOST}/team/web@${digest}`],
    ['by the digest in another registry', digest => `docker.io/library/nginx@${digest}`],
    ['by imageID of docker', digest => `docker-pullable://${HOST}/${NAME}@${digest}`],
    ['by 12 digits', digest => hex(digest, 12)],
    ['by 64 digits', digest => hex(digest)],
    ['by an ARN with a digest', digest => `arn:aws:ecr:us-east-1:123456789012:repository/${NAME}@${digest}`],
    ['by an ARN with a tag', () => `arn:aws:ecr:us-east-1:123456789012:repository/${NAME}:v1`],
    ['in a list of JSON', digest => `[\n  [\n    "${HOST}/${NAME}:v3",\n    "${digest}"\n  ]\n]`],
    ['in words of kubectl, on one line', digest => `${HOST}/${NAME}:v3 ${HOST}/${NAME}@${digest}`],
  ])('%s is not taken', async (_, listed) => {
    const { run, digest } = await world()
    const { code, stdout } = await run(listed(digest))
    expect([code, stdout]).toEqual([4, expect.stringMatching(/rule 1 would take v1, which is in use \(in-use\.txt:\d/)])
  })

  test('by a digest is not deleted either, with its repository or alone', async () => {
    const { run, digest } = await world()
    const gone = `version: 1\nname: acme\nremoved: [{ name: ${NAME}, maxImages: 9 }]\n`
    const alone = manifest(`images: { "${digest}": { absent: true, deleteImage: true } }`)
    expect([(await run(digest, gone)).code, (await run(digest, alone)).code]).toEqual([4, 4])
    expect((await run(`${HOST}/other:x`, gone)).code).toBe(0)
  })

  test('by a digest is looked for only in repositories that change', async () => {
    const { run, digest, emulator } = await world()
    await run(digest)
    const asked = emulator.calls.filter(({ operation }) => operation === 'DescribeImages')
    expect(asked).toHaveLength(1)
  })

  test('by a digest is not taken by the apply, which knows it from the plan', async () => {
    const { digest, emulator } = await world()
    const cwd = await folderWith({ 'ecrsync.yaml': manifest(), 'in-use.txt': digest })
    const args = ['apply', '--auto-approve', '--in-use', 'in-use.txt']
    expect((await ecrsync(args, { cwd, env: awsEnvironment(emulator.url) })).code).toBe(6)
    expect(emulator.calls.filter(({ operation }) => operation === 'PutLifecyclePolicy')).toEqual([])
  })
})

describe('an id that is no image here', () => {
  test.each([
    ['an id of docker', 'cccccccccccc'],
    ['a configuration', `docker://sha256:${'c'.repeat(64)}`],
    ['an ARN', `arn:aws:ecr:us-east-1:123456789012:repository/${NAME}@sha256:${'c'.repeat(64)}`],
    ['an ARN of a repository', `arn:aws:ecr:us-east-1:123456789012:repository/${NAME}`],
  ])('ends the run at its line: %s', async (_, line) => {
    const { run } = await world()
    const { code, stderr } = await run(`# running\n${HOST}/${NAME}:v1\n${line}\n`)
    expect([code, stderr]).toEqual([3, expect.stringContaining('in-use.txt:3:1 error INVALID_IN_USE')])
  })

  test('is found in a repository that the manifest does not name, by one listing of all', async () => {
    const { run, other, emulator } = await world()
    const { code, stderr } = await run(hex(other, 12))
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('PROTECTS_NOTHING')])
    expect(emulator.calls.filter(({ operation }) => operation === 'DescribeRepositories')).toHaveLength(1)
  })
})

test.each([
  ['a tag', `${HOST}/${NAME}:nonexist`, `${NAME} has no tag nonexist to protect`],
  ['no tag', NAME, `${NAME} has no tag latest to protect`],
  ['a repository', `${HOST}/${NAME}x:v1`, `There is no repository ${NAME}x to protect here`],
])('%s that is not here is told of at its line', async (_, line, summary) => {
  const { run } = await world()
  const { code, stderr } = await run(`${HOST}/other:1\n${line}`)
  expect([code, stderr]).toEqual([0, expect.stringContaining(`in-use.txt:2:1 warning IN_USE_NOT_HERE: ${summary}`)])
  expect((await run(line)).stderr).toContain('in-use.txt:1:1 warning PROTECTS_NOTHING')
})

describe('a list that protects nothing here warns', () => {
  test.each([
    ['other registries', 'docker.io/library/nginx:1.27\nghcr.io/acme/api:1'],
    ['other registries, by digest', `quay.io/acme/api@sha256:${'c'.repeat(64)}`],
    ['another account', '999999999999.dkr.ecr.us-east-1.amazonaws.com/team/api:v1'],
    ['repositories that are not here', 'nginx:1.27'],
    ['a digest of none of the images that were looked at', `sha256:${'c'.repeat(64)}`],
  ])('%s', async (_, list) => {
    const { run } = await world()
    const { code, stderr } = await run(list)
    expect([code, stderr]).toEqual([0, expect.stringContaining('in-use.txt:1:1 warning PROTECTS_NOTHING')])
  })

  test.each([
    ['named', `${HOST}/other:1`],
    ['known by its digest', 'DIGEST'],
  ])('as does a digest without a name that is not seen, where something else is %s', async (_, known) => {
    const { run, digest } = await world()
    const line = known.replace('DIGEST', digest)
    const { stderr } = await run(`${line}\nquay.io/a@sha256:${'d'.repeat(64)}\nsha256:${'c'.repeat(64)}`)
    expect(stderr).toContain('in-use.txt:3:1 warning DIGEST_NOT_SEEN: 1 digest of in-use.txt')
    expect(stderr).toContain('the digest of its configuration')
    expect(stderr).not.toContain('PROTECTS_NOTHING')
  })

  test('but not where some of it is here, or may be', async () => {
    const { run } = await world()
    const unknown = `sha256:${'c'.repeat(64)}`
    for (const [list, text] of [
      [`nginx:1.27\n${HOST}/other:1`, manifest()],
      [unknown, manifest('tags: { a: b }')],
    ] as const)
      expect((await run(list, text)).stderr).not.toContain('PROTECTS_NOTHING')
  })
})

test('a list that cannot be read is told', async () => {
  const { emulator } = await world()
  const cwd = await folderWith({ 'ecrsync.yaml': manifest() })
  const run = (file: string) => ecrsync(['plan', '--in-use', file], { cwd, env: awsEnvironment(emulator.url) })
  for (const file of ['nothing.txt', '.'])
    expect(await run(file)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining(`--in-use ${file} cannot be read`),
    })
})
