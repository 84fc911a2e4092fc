import { describe, expect, test } from 'vitest'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'

const NAME = 'team/api'
const DAY = 24 * 60 * 60 * 1000
const POLICY = `
    lifecyclePolicy:
      - { tagPattern: "v*", keepNewest: 2 }
      - { tagPattern: "x*", keepNewest: 2 }
      - { untagged: true, expireAfter: 7 days }`

const manifest = (repository = POLICY, root = '') =>
  `version: 1\nname: acme\nownership: none\n${root}\nrepositories:\n  ${NAME}:${repository}\n`

/** Five images, ten days apart, of which the second has no tag. */
async function world(text: string, files: Readonly<Record<string, string>> = {}) {
  const emulator = await seeded({ calls: [{ action: 'CreateRepository', input: { repositoryName: NAME } }] })
  const ecr = clientOf(emulator)
  const start = Date.now()
  const digests: string[] = []
  for (let index = 0; index < 5; index += 1) {
    emulator.clock.set(new Date(start - (50 - 10 * index) * DAY))
    digests.push(await pushImage(ecr, NAME, `image ${index}`, index === 1 ? undefined : `v${index}`))
  }
  emulator.clock.set(new Date(start))
  const cwd = await folderWith({ 'ecrsync.yaml': text, ...files })
  emulator.clearCalls()
  return {
    emulator,
    digests,
    run: (...args: readonly string[]) => ecrsync(args, { cwd, env: awsEnvironment(emulator.url) }),
  }
}

describe('a plan that changes a lifecycle policy', () => {
  test('says first how many images it will expire, and below which rule takes them', async () => {
    const { run, emulator } = await world(manifest())
    const { stdout, code } = await run('plan')
    expect(code).toBe(0)
    expect(stdout).toMatch(/EXPIRES +team\/api +3 images \(.*\) at ECR's next run: v2, v0/)
    expect(stdout).toContain('rule 1 (v*) expires 2 images')
    expect(stdout).toContain('rule 2 (x*) matches no image')
    expect(emulator.calls.map(({ operation }) => operation)).not.toContain('StartLifecyclePolicyPreview')
  })

  test('has the same in JSON', async () => {
    const { run, digests } = await world(manifest())
    const [change] = JSON.parse((await run('plan', '--json')).stdout).changes
    expect(change.impact).toMatchObject({
      expire: { images: 3 },
      archive: { images: 0, bytes: 0 },
      keep: { images: 2 },
      tagged: [
        { digest: digests[0], tags: ['v0'], rulePriority: 1, action: 'EXPIRE' },
        { digest: digests[2], tags: ['v2'], rulePriority: 1, action: 'EXPIRE' },
      ],
      newlyCondemned: 3,
      pulledLast30Days: 0,
      idleRules: [2],
      shadowedRules: [],
    })
  })

  test('asks ECR itself where it is told to, and hears no other answer', async () => {
    const { run, emulator } = await world(manifest())
    const { stdout, stderr } = await run('plan', '--lifecycle-preview', 'server')
    expect(stdout).toMatch(/EXPIRES +team\/api +3 images/)
    expect(stderr).not.toContain('PREVIEW_DIFFERS')
    expect(emulator.calls.filter(({ operation }) => operation === 'StartLifecyclePolicyPreview')).toHaveLength(1)
  })

  test('waits for a preview that somebody else has begun', async () => {
    const { run, emulator } = await world(manifest())
    emulator.inject({
      operation: 'StartLifecyclePolicyPreview',
      error: 'LifecyclePolicyPreviewInProgressException',
      when: { first: 1 },
    })
    expect((await run('plan', '--lifecycle-preview', 'server')).stdout).toMatch(/EXPIRES +team\/api +3 images/)
  })

  test('that cannot look at the images says so, and goes on', async () => {
    const { run, emulator } = await world(manifest())
    emulator.inject({ operation: 'DescribeImages', error: 'AccessDeniedException' })
    const { stderr, stdout, code } = await run('plan')
    expect([code, stderr]).toEqual([0, expect.stringContaining('IMPACT_UNREAD')])
    expect(stdout).toContain('Plan: 1 to create')
  })
})

describe('an image in use', () => {
  test('that is declared is not taken: the change is blocked', async () => {
    const { run, digests, emulator } = await world(manifest())
    const cwd = await folderWith({ 'ecrsync.yaml': manifest(`${POLICY}\n    images: { v0: "${digests[0]}" }`) })
    const plan = await ecrsync(['plan'], { cwd, env: awsEnvironment(emulator.url) })
    expect([plan.code, plan.stdout]).toEqual([
      4,
      expect.stringContaining('rule 1 would take v0, which is declared at ecrsync.yaml:'),
    ])
    expect((await run('plan')).code).toBe(0)
  })

  test('by a list of references is not taken, and every line of the list has to be understood', async () => {
    const { run, digests } = await world(manifest(), {
      'in-use.txt': `docker.io/library/nginx:1.27\n123456789012.dkr.ecr.us-east-1.amazonaws.com/${NAME}:v2\n`,
      'by-digest.txt': `${NAME}@DIGEST`,
      'wrong.txt': 'not a reference\n',
    })
    expect(digests).toHaveLength(5)
    const plan = await run('plan', '--in-use', 'in-use.txt')
    expect([plan.code, plan.stdout]).toEqual([4, expect.stringContaining('in use (in-use.txt:2')])
    const wrong = await run('plan', '--in-use', 'wrong.txt')
    expect([wrong.code, wrong.stderr]).toEqual([3, expect.stringContaining('wrong.txt:1:1 error INVALID_IN_USE')])
    expect((await run('plan', '--in-use', 'nothing.txt')).code).toBe(3)
  })

  test('that a policy takes which does not change is said, when an image of the plan pushes it out', async () => {
    const { run, digests, emulator } = await world(manifest())
    await run('apply', '--auto-approve')
    const images = `\n    images: { v3: "${digests[3]}", v5: "ecr:more:v5" }`
    const cwd = await folderWith({ 'ecrsync.yaml': manifest(`${POLICY}${images}`) })
    const ecr = clientOf(emulator)
    await ecr.createRepository({ repositoryName: 'more' })
    await pushImage(ecr, 'more', 'image 5', 'v5')
    const plan = await ecrsync(['plan'], { cwd, env: awsEnvironment(emulator.url) })
    expect([plan.code, plan.stderr]).toEqual([0, expect.stringContaining('IMAGE_CONDEMNED')])
    expect(plan.stderr).toContain(`rule 1 of the lifecycle policy of ${NAME} will take v3`)
  })

  test('in a repository that is new is said as well', async () => {
    const { digests, emulator } = await world(manifest())
    const images = digests.slice(2).map((digest, index) => `v${index}: "ecr:${NAME}@${digest}"`)
    const text = manifest(`${POLICY}\n    images: { ${images.join(', ')} }`).replace(`  ${NAME}:`, '  team/new:')
    const cwd = await folderWith({ 'ecrsync.yaml': text })
    const plan = await ecrsync(['plan'], { cwd, env: awsEnvironment(emulator.url) })
    expect([plan.code, plan.stderr]).toEqual([0, expect.stringContaining('rule 1 of the lifecycle policy of team/new')])
  })
})

describe('a guard', () => {
  const guarded = (guards: string) => manifest(POLICY, `guards: { expireImages: ${guards} }`)

  test.each([
    ['{ max: 2 }', '3 images would expire, guards.expireImages.max is 2'],
    ['{ percent: 50 }', '60 % of the images of team/api would expire'],
  ])('%s refuses the whole plan, and apply writes nothing', async (guards, text) => {
    const { run, emulator } = await world(guarded(guards))
    const plan = await run('plan')
    expect([plan.code, plan.stdout]).toEqual([4, expect.stringContaining(text)])
    const apply = await run('apply', '--auto-approve')
    expect([apply.code, apply.stderr]).toEqual([4, expect.stringContaining('GUARD_EXPIRE_IMAGES')])
    expect(emulator.calls.filter(({ operation }) => /^(Put|Set|Create|Batch)/.test(operation))).toEqual([])
  })

  test('that is kept lets the plan through', async () => {
    const { run } = await world(guarded('{ max: 3, percent: 60 }'))
    expect((await run('apply', '--auto-approve')).code).toBe(0)
  })

  test('that cannot be asked blocks the change', async () => {
    const { run, emulator } = await world(guarded('{ max: 3 }'))
    emulator.inject({ operation: 'DescribeImages', error: 'AccessDeniedException' })
    const plan = await run('plan')
    expect([plan.code, plan.stdout]).toEqual([4, expect.stringContaining('could not be read')])
  })
})

describe('preview', () => {
  test('shows each image with its fate and its rule', async () => {
    const { run } = await world(manifest())
    const { stdout, code } = await run('preview')
    expect(code).toBe(0)
    expect(stdout).toMatch(/EXPIRE +v0 .* rule 1/)
    expect(stdout).toMatch(/KEEP +v4 .* kept by rule 1/)
    expect(stdout).toContain('Preview: 1 repository; 3 images would expire, 0 would be archived.')
  })

  test('agrees with ECR’s own', async () => {
    const { run } = await world(manifest())
    const { repositories } = JSON.parse((await run('preview', '--lifecycle-preview', 'server', '--json')).stdout)
    expect(repositories[0]).toMatchObject({ differences: [], impact: { expire: { images: 3 } } })
  })

  test('of a repository that declares none looks at the policy in force', async () => {
    const { run } = await world(manifest())
    await run('apply', '--auto-approve', '--quiet')
    const { run: other } = await world('version: 1\nname: other\nrepositories:\n  team/else:\n')
    const without = await other('preview', NAME)
    expect([without.code, without.stdout]).toEqual([0, expect.stringContaining(`${NAME} has no lifecycle policy`)])
    const { stdout, code } = await run('preview', NAME, 'team/ap')
    expect([code, stdout]).toEqual([7, expect.stringContaining('team/ap: there is no such repository')])
    expect(stdout).toContain('Did you mean team/api?')
  })

  test.each([
    ['text', /^team\/new does not exist yet: nothing to expire$/m],
    ['json', /"name": "team\/new",\s+"exists": false,/],
    ['html', />team\/new<[\s\S]*>Does not exist yet: nothing to expire\.</],
    ['svg', />team\/new<[\s\S]*>does not exist yet: nothing to expire</],
  ])('as %s says of a repository that is new that there is nothing to expire', async (format, text) => {
    const { run } = await world(`${manifest()}  team/new:${POLICY}\n`)
    const { stdout, code, stderr } = await run('preview', '--format', format)
    expect([code, stderr, stdout]).toEqual([0, '', expect.stringMatching(text)])
    expect((await run('preview', 'team/new', '--format', format)).code).toBe(0)
  })

  test('says in words that nothing declares a policy', async () => {
    const { run } = await world(manifest(''))
    const { stdout, code } = await run('preview')
    expect([code, stdout]).toEqual([0, expect.stringContaining('The manifest declares no lifecycle policy')])
  })

  test.each([
    ['svg', /^<svg [\s\S]*<title>v0\n[\s\S]*<\/svg>\n?$/],
    ['html', /^<!doctype html>[\s\S]*<svg [\s\S]*<\/html>\n?$/],
  ])('as %s is a picture of each repository', async (format, text) => {
    const { run } = await world(manifest())
    expect((await run('preview', '--format', format)).stdout).toMatch(text)
  })
})
