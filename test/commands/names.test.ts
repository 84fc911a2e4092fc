import { describe, expect, test } from 'vitest'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'

const STAGE = '${{ env.ECRSYNC_VAR_STAGE }}'
const HOST = '123456789012.dkr.ecr.us-east-1.amazonaws.com'
const MANIFEST = `version: 1
name: acme
env: [ECRSYNC_VAR_STAGE]
repositories:
  "${STAGE}/api": { tags: { a: b } }
  "${STAGE}/web": { tags: { a: b } }
  "a\${{ target.account }}/jobs":
removed:
  - { name: "${STAGE}/old", copiedTo: "${STAGE}/api" }
`

async function world(names: readonly string[] = ['live/api', 'live/old'], manifest = MANIFEST) {
  const calls = names.map(repositoryName => ({ action: 'CreateRepository' as const, input: { repositoryName } }))
  const emulator = await seeded({ calls })
  const cwd = await folderWith({ 'ecrsync.yaml': manifest })
  const env = { ...awsEnvironment(emulator.url), ECRSYNC_VAR_STAGE: 'live' }
  return { emulator, run: (...args: readonly string[]) => ecrsync(args, { cwd, env }) }
}

describe('names are those that come of filling in', () => {
  test('in a plan, an apply and all that they say', async () => {
    const { run } = await world()
    const runs = [
      await run('plan'),
      await run('plan', '--json'),
      await run('apply', '--auto-approve'),
      await run('plan'),
    ]
    const said = runs.map(({ stdout, stderr }) => stdout + stderr).join('\n')
    expect(said).toContain('repository["live/web"]')
    expect(said).toContain('a123456789012/jobs')
    expect(said).not.toContain('${{')
    expect(runs.at(-1)?.stdout).toMatch(/No changes\. 3 repositories match the manifest\.\n$/)
  })

  test('in --only', async () => {
    const { run } = await world()
    const { stdout, stderr } = await run('plan', '--only', 'live/web', '--only', 'a*/jobs')
    expect(stdout).toContain('live/web')
    expect(stdout).toContain('a123456789012/jobs')
    expect(stdout).not.toContain('live/api')
    expect(stderr).toContain('2 of 4 repositories')
  })

  test('in FROM and TO, also where the account is in them', async () => {
    const { emulator, run } = await world(['live/api', 'live/old', 'a123456789012/jobs'])
    await pushImage(clientOf(emulator), 'live/old', 'one', 'v1')
    expect((await run('copy', 'live/old', 'live/api', '--auto-approve')).stdout).toContain('live/old → live/api')
    expect(await run('copy', 'live/old', 'a123456789012/jobs', '--auto-approve')).toMatchObject({ code: 0 })
  })

  test('of images, whose source is filled in too', async () => {
    const manifest = `version: 1\nname: acme\nenv: [ECRSYNC_VAR_STAGE]\nrepositories:\n  "${STAGE}/api": { images: { v1: "ecr:${STAGE}/base:v1" } }\n`
    const { emulator, run } = await world(['live/base'], manifest)
    await pushImage(clientOf(emulator), 'live/base', 'one', 'v1')
    expect((await run('plan')).stdout).toContain('from live/base')
    expect((await run('apply', '--auto-approve')).code).toBe(0)
    expect((await run('plan')).stdout).toContain('No changes.')
  })
})

describe('what is no name is answered with what to type, and reaches AWS with nothing', () => {
  test.each<[readonly string[], string, string]>([
    [['plan', '--only', `${STAGE}/api`], 'INVALID_FLAG', 'Write live/api'],
    [['apply', '--auto-approve', '--only', `!${STAGE}/web`], 'INVALID_FLAG', 'Write live/web'],
    [['plan', '--only', `${HOST}/live/api:latest`], 'INVALID_FLAG', 'Write live/api'],
    [['preview', '--only', `${STAGE}/api`], 'INVALID_FLAG', 'Write live/api'],
    [['preview', `${STAGE}/api`], 'INVALID_ARGUMENT', 'Write live/api'],
    [['preview', `${HOST}/live/api`], 'INVALID_ARGUMENT', 'Write live/api'],
    [['preview', 'Live/api'], 'INVALID_ARGUMENT', 'Did you mean live/api?'],
    [['preview', 'no name'], 'INVALID_ARGUMENT', 'Write the name of a repository, as in org/repo.'],
    [['preview', 'me:hush@h/live/api'], 'INVALID_ARGUMENT', 'Write live/api'],
    [['copy', 'live/old', 'LIVE/API'], 'INVALID_ARGUMENT', 'Did you mean live/api?'],
    [['plan', '--only', 'me:hush@h.test/live/api:1'], 'INVALID_FLAG', 'Write live/api'],
    [['copy', 'live/old', `${STAGE}/api`], 'INVALID_ARGUMENT', 'Write live/api'],
    [['copy', 'live/old', `${HOST}/live/api`], 'INVALID_ARGUMENT', 'Write live/api'],
  ])('%j', async (args, code, hint) => {
    const { emulator, run } = await world()
    emulator.clearCalls()
    const { code: exit, stderr } = await run(...args)
    expect([exit, stderr]).toEqual([3, expect.stringContaining(`error ${code}: `)])
    expect(stderr).toContain(`hint: ${hint}\n`)
    expect(emulator.calls).toEqual([])
  })

  test.each<[readonly string[], string]>([
    [['copy', `${STAGE}/web`, 'live/api'], 'Write live/web'],
    [['copy', `${HOST}/live/old:v1`, 'live/api'], `Write ${HOST}/live/old`],
    [['copy', 'arn:aws:ecr:us-east-1:123456789012:repository/live/old', 'live/api'], `Write ${HOST}/live/old`],
    [['copy', 'live/old:v1', 'live/api'], 'Write live/old'],
    [['copy', 'ecr:live/old:v1', 'live/api'], 'Write live/old'],
    [['copy', `me:hush@${HOST}:443/live/old@sha256:${'a'.repeat(64)}`, 'live/api'], `Write ${HOST}/live/old`],
    [
      ['copy', 'arn:aws-iso:ecr:us-iso-east-1:123456789012:repository/xx', 'live/api'],
      `Write 123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov/xx`,
    ],
    [['copy', 'docker://ghcr.io/live/old:v1', 'live/api'], 'Write NAME, or ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME'],
    [['copy', `${HOST}.cn/live/old`, 'live/api'], 'Write NAME, or ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME'],
    [['copy', 'live/old', 'live/apo'], 'Did you mean live/api?'],
    [['copy', 'live/old', 'nothing/like/it'], 'Add it under repositories:'],
    [['plan', '--only', 'live/ap'], 'Did you mean --only live/api?'],
    [['plan', '--only', 'live'], "Write 'live/**' for all below it."],
  ])('%j', async (args, hint) => {
    const { run } = await world()
    expect((await run(...args)).stderr).toContain(`hint: ${hint}`)
  })
})
