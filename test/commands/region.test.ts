import { describe, expect, test } from 'vitest'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'

const MANIFEST = `version: 1
name: acme
repositories:
  team/app: { tags: { region: "\${{ target.region }}" } }
`

test('a target that lacks one is told to say it', async () => {
  const cwd = await folderWith({ 'ecrsync.yaml': 'version: 1\nname: acme\ntargets: { prod: {} }\n' })
  const { code, stderr } = await ecrsync(['plan'], { cwd })
  expect([code, stderr]).toEqual([1, expect.stringContaining('ecrsync.yaml:3:12 error NO_REGION: ')])
  expect(stderr).toContain('region: eu-west-1')
})

describe('the region is one, whoever asks for it', () => {
  const SIGNED = { AWS_ACCESS_KEY_ID: '123456789012', AWS_SECRET_ACCESS_KEY: 'local' }

  test.each<[string, Record<string, string>, readonly string[], string]>([
    ['AWS_REGION', { AWS_REGION: 'eu-west-1' }, [], 'eu-west-1'],
    ['AWS_DEFAULT_REGION', { AWS_DEFAULT_REGION: 'eu-west-1' }, [], 'eu-west-1'],
    ['an empty AWS_REGION says nothing', { AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-1' }, [], 'eu-west-1'],
    ['--region comes first', { AWS_REGION: 'eu-west-1' }, ['--region', 'eu-west-2'], 'eu-west-2'],
  ])('%s', async (_name, env, flags, region) => {
    const ecr = await seeded({ calls: [] })
    const cwd = await folderWith({ 'ecrsync.yaml': MANIFEST })
    for (const where of [['--local'], ['--endpoint-url', ecr.url]]) {
      const { stdout } = await ecrsync(['plan', ...where, ...flags], { cwd, env: { ...SIGNED, ...env } })
      expect(stdout).toContain(`(123456789012, ${region})`)
      expect(stdout).toContain(`region=${region}`)
    }
    expect((await ecrsync(['validate', '--print', ...flags], { cwd, env })).stdout).toContain(`region: "${region}"`)
  })

  test('that nobody says is left as written by validate, and us-east-1 for --local', async () => {
    const cwd = await folderWith({ 'ecrsync.yaml': MANIFEST })
    expect((await ecrsync(['validate', '--print'], { cwd, env: { AWS_REGION: '' } })).stdout).toContain(
      '${{ target.region }}',
    )
    expect((await ecrsync(['plan', '--local'], { cwd })).stdout).toContain('region=us-east-1')
  })
})

test('as many calls are in flight as --concurrency allows', async () => {
  const names = Array.from({ length: 150 }, (_, index) => `team/app-${index}`)
  const ecr = await seeded({ calls: [] })
  const cwd = await folderWith({
    'ecrsync.yaml': `version: 1\nname: acme\nrepositories:\n${names.map(name => `  ${name}:\n`).join('')}`,
  })
  const { code } = await ecrsync(['apply', '--auto-approve', '--quiet', '--concurrency', '3'], {
    cwd,
    env: awsEnvironment(ecr.url),
  })
  expect(code).toBe(0)
  expect(ecr.calls.at(-1)?.peak).toBeLessThanOrEqual(3)
})
