import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ECR } from '@aws-sdk/client-ecr'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { awsEnvironment, bareEnvironment, ecrsync, RUN_JS } from '../cli.ts'
import { clientOf, IMAGE_TYPE, preparedManifest, pushImage, pushIndex } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { openLayoutBuilder } from '../images/layouts.ts'
import { seeded } from '../seed.ts'

/** More than so many runs can send before they are killed. */
const LAYERS = 30

/**
 * Lets go of a process without a word; whether it came to an end before.
 *
 * @param isDue asked as each call begins, with how many have
 */
async function killedWhen(
  isDue: (begun: number) => boolean,
  args: readonly string[],
  cwd: string,
  url: string,
): Promise<boolean> {
  const child = spawn(process.execPath, [RUN_JS, ...args, '--verbose'], {
    cwd,
    env: bareEnvironment(awsEnvironment(url)),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(child, 'exit')
  let begun = 0
  createInterface({ input: child.stderr }).on('line', line => {
    if (!line.startsWith('→')) return
    begun += 1
    if (isDue(begun)) child.kill('SIGKILL')
  })
  const [, signal] = await ended
  return signal !== 'SIGKILL'
}

const killedAt = (calls: number, args: readonly string[], cwd: string, url: string) =>
  killedWhen(begun => begun === calls, args, cwd, url)

/** Which call of each run is its last. */
const moments = (max: number, kills: number) =>
  fc.sample(fc.integer({ min: 3, max }), { numRuns: kills, seed: 20261124 })

/** Copies, images, rules and targets whose runs are killed so often, each at a call of its own. */
export function killed(kills: number): void {
  copies(kills)
  images(kills)
  rules(kills)
  targets(kills)
}

const copies = (kills: number) =>
  test('a copy of 60 images that is killed ends equal, and its tombstone deletes only then', async () => {
    const emulator = await seeded({
      calls: ['old/app', 'new/app'].map(repositoryName => ({ action: 'CreateRepository', input: { repositoryName } })),
    })
    const ecr = clientOf(emulator)
    const digests: string[] = []
    for (let image = 0; image < 55; image += 1)
      digests.push(await pushImage(ecr, 'old/app', `image ${image}`, image < 50 ? `v${image}` : undefined))
    for (const [first, tag] of [
      [50, 'multi'],
      [52, 'also'],
      [48, undefined],
    ] as const)
      await pushIndex(ecr, 'old/app', digests.slice(first, first + 2), tag)
    await pushImage(ecr, 'old/app', 'nobody knows')
    const subject = { mediaType: IMAGE_TYPE, digest: digests[0], size: 1 }
    const imageManifest = await preparedManifest(ecr, 'old/app', 'signature', { subject })
    await ecr.putImage({ repositoryName: 'old/app', imageManifest })
    const cwd = await folderWith({
      'ecrsync.yaml':
        'version: 1\nname: acme\nownership: none\nrepositories:\n  new/app:\nremoved:\n  - { name: old/app, copiedTo: new/app }\n',
    })
    const idsIn = async (repositoryName: string) =>
      (await ecr.listImages({ repositoryName, filter: { imageStatus: 'ANY' } })).imageIds
    const place = { cwd, env: awsEnvironment(emulator.url) }

    for (const calls of moments(150, kills)) {
      expect(await killedAt(calls, ['copy', 'old/app', 'new/app', '--auto-approve'], cwd, emulator.url)).toBe(false)
      const { code, stdout } = await ecrsync(['plan'], place)
      expect([code, stdout]).toEqual([4, expect.stringMatching(/new\/app lacks \d+ of its digests and tags/)])
    }
    expect(await ecrsync(['copy', 'old/app', 'new/app', '--auto-approve'], place)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('equal'),
    })
    expect(await idsIn('new/app')).toEqual(await idsIn('old/app'))
    expect(await idsIn('old/app')).toHaveLength(60)
    expect(emulator.calls.filter(({ operation, error }) => operation === 'CompleteLayerUpload' && error)).toEqual([])
    expect(await ecrsync(['apply', '--auto-approve'], place)).toMatchObject({ code: 0 })
    expect(await idsIn('new/app')).toHaveLength(60)
    const { repositories } = await ecr.describeRepositories({})
    expect(repositories?.map(({ repositoryName }) => repositoryName)).toEqual(['new/app'])
  })

const images = (kills: number) =>
  test('an image that is killed on its way arrives whole, and no finished layer goes twice', async () => {
    const emulator = await seeded({ calls: [] })
    const cwd = await folderWith({
      'ecrsync.yaml':
        'version: 1\nname: acme\nownership: none\nrepositories:\n  team/app: { images: { v1: "oci:./image" } }\n',
    })
    const builder = await openLayoutBuilder(join(cwd, 'image'))
    const { digest } = await builder.list(
      await builder.image({ layers: Array.from({ length: LAYERS }, () => randomBytes(300_000)) }),
    )
    const completed = () =>
      emulator.calls.filter(({ operation, error }) => operation === 'CompleteLayerUpload' && error === undefined)

    const anyIsThere = () => completed().length > 0
    const ends = [...moments(20, kills).map(calls => (begun: number) => begun === calls), anyIsThere]
    for (const isDue of ends) {
      await killedWhen(isDue, ['apply', '--auto-approve'], cwd, emulator.url)
      const { repositories } = await clientOf(emulator).describeRepositories({})
      if (repositories?.length === 0) continue
      expect((await clientOf(emulator).listImages({ repositoryName: 'team/app' })).imageIds).toEqual([])
    }
    expect(completed().length).toBeGreaterThan(0)
    expect(completed().length).toBeLessThan(LAYERS)
    expect(await ecrsync(['apply', '--auto-approve'], { cwd, env: awsEnvironment(emulator.url) })).toMatchObject({
      code: 0,
    })
    expect((await clientOf(emulator).listImages({ repositoryName: 'team/app' })).imageIds).toEqual([
      { imageDigest: digest, imageTag: 'v1' },
    ])
    expect(completed()).toHaveLength(LAYERS + 1)
  })

const rules = (kills: number) =>
  test('a rule that is killed at the calls of its replacement is there in the end', async () => {
    const emulator = await seeded({ calls: [] })
    const ecr = clientOf(emulator)
    const cwd = await folderWith({
      'ecrsync.yaml':
        'version: 1\nname: acme\nregistry:\n  pullThroughCacheRules: { cache: { upstreamRegistryUrl: quay.io } }\n',
    })
    const rule = { ecrRepositoryPrefix: 'cache', upstreamRegistryUrl: 'public.ecr.aws' }
    const isLast = ({ calls }: typeof emulator) => calls.at(-1)?.operation === 'CreatePullThroughCacheRule'
    let deaths = 0
    for (let calls = 3, ended = false; !ended; calls += Math.max(1, Math.floor(5 / kills))) {
      await ecr.createPullThroughCacheRule(rule)
      emulator.clearCalls()
      ended = await killedAt(calls, ['apply', '--auto-approve'], cwd, emulator.url)
      deaths += ended ? 0 : 1
      expect(ended && !isLast(emulator)).toBe(false)
      expect(await ecrsync(['apply', '--auto-approve'], { cwd, env: awsEnvironment(emulator.url) })).toMatchObject({
        code: 0,
      })
      const { pullThroughCacheRules = [] } = await ecr.describePullThroughCacheRules({})
      expect(pullThroughCacheRules.map(({ upstreamRegistryUrl }) => upstreamRegistryUrl)).toEqual(['quay.io'])
      await ecr.deletePullThroughCacheRule({ ecrRepositoryPrefix: 'cache' })
    }
    expect(deaths).toBeGreaterThanOrEqual(Math.min(kills, 3))
  })

const HOME = '123456789012'
const REGIONS = ['us-east-1', 'eu-west-1'] as const
const secret = (region: string) => `arn:aws:secretsmanager:${region}:${HOME}:secret:ecr-pullthroughcache/hub-AbCdEf`
const statement = (Sid: string, Action: string) => ({
  Sid,
  Effect: 'Allow',
  Principal: { AWS: '444455556666' },
  Action,
  Resource: '*',
})
const copying = (filter: string) => ({
  destinations: [{ region: 'ap-south-1', registryId: HOME }],
  repositoryFilters: [{ filter, filterType: 'PREFIX_MATCH' as const }],
})
const ROLE = `arn:aws:iam::${HOME}:role/templates`

/** A registry that others have a part of, and in which much is to be another way. */
async function fillRegistry(ecr: ECR, region: string): Promise<void> {
  const Statement = [statement('theirs', 'ecr:ReplicateImage'), statement('old', 'ecr:ReplicateImage')]
  await ecr.putRegistryPolicy({ policyText: JSON.stringify({ Version: '2012-10-17', Statement }) })
  await ecr.putReplicationConfiguration({ replicationConfiguration: { rules: [copying('theirs/')] } })
  await ecr.createPullThroughCacheRule({
    ecrRepositoryPrefix: 'hub',
    upstreamRegistryUrl: 'registry-1.docker.io',
    credentialArn: secret(region),
  })
  await ecr.createPullThroughCacheRule({ ecrRepositoryPrefix: 'theirs', upstreamRegistryUrl: 'quay.io' })
  const template = { appliedFor: ['REPLICATION' as const], customRoleArn: ROLE }
  await ecr.createRepositoryCreationTemplate({ ...template, prefix: 'hub', description: 'as it was' })
  await ecr.createRepositoryCreationTemplate({ ...template, prefix: 'theirs' })
}

const WHOLE_REGISTRY = `version: 1
name: acme
ownership: none
targets: { us: { region: us-east-1 }, eu: { region: eu-west-1 } }
registry:
  policy: [live, { statements: [${JSON.stringify(statement('ours', 'ecr:ReplicateImage'))}] }, { absent: [old] }]
  scanningConfiguration: { rules: [live, { scanFrequency: SCAN_ON_PUSH, repositoryFilters: [ours] }] }
  replicationConfiguration: { rules: [live, { destinations: [{ region: ap-south-1, registryId: "${HOME}" }], repositoryFilters: [ours/] }] }
  pullThroughCacheRules: { hub: { upstreamRegistryUrl: ghcr.io, credentialArn: "arn:aws:secretsmanager:\${{ target.region }}:${HOME}:secret:ecr-pullthroughcache/hub-AbCdEf" } }
  repositoryCreationTemplates: { hub: { appliedFor: [REPLICATION], description: as it was, customRoleArn: null } }
  accountSettings: { BLOB_MOUNTING: ENABLED }
  pullTimeUpdateExclusions: { "arn:aws:iam::${HOME}:role/scanner": {} }
`

/** Everything that is there, ours and others'. */
async function registryIn(ecr: ECR) {
  const { policyText = '' } = await ecr.getRegistryPolicy({})
  const { replicationConfiguration } = await ecr.describeRegistry({})
  const { pullThroughCacheRules = [] } = await ecr.describePullThroughCacheRules({})
  const { repositoryCreationTemplates = [] } = await ecr.describeRepositoryCreationTemplates({})
  return {
    sids: (JSON.parse(policyText) as { Statement: readonly { Sid: string }[] }).Statement.map(({ Sid }) => Sid).sort(),
    copied: replicationConfiguration?.rules?.map(({ repositoryFilters: [one] = [] }) => one?.filter),
    rules: pullThroughCacheRules.map(rule => [rule.ecrRepositoryPrefix, rule.upstreamRegistryUrl, rule.credentialArn]),
    templates: repositoryCreationTemplates.map(one => [one.prefix, one.description, one.customRoleArn]),
  }
}

const targets = (kills: number) =>
  test('registries of two targets that are killed on their way lose nothing, and end as they are declared', async () => {
    const cwd = await folderWith({ 'ecrsync.yaml': WHOLE_REGISTRY })
    for (const calls of moments(55, Math.ceil(kills / 2))) {
      const emulator = await seeded({ calls: [] })
      const clients = REGIONS.map(region => clientOf(emulator, { accessKey: HOME, region }))
      for (const [index, ecr] of clients.entries()) await fillRegistry(ecr, REGIONS[index] as string)
      await killedAt(calls, ['apply', '--auto-approve'], cwd, emulator.url)
      const { code, stdout } = await ecrsync(['apply', '--auto-approve'], { cwd, env: awsEnvironment(emulator.url) })
      expect([code, stdout]).toEqual([0, expect.any(String)])
      const again = await ecrsync(['plan', '--detailed-exitcode'], { cwd, env: awsEnvironment(emulator.url) })
      expect(again).toMatchObject({ code: 0 })
      for (const [index, ecr] of clients.entries()) {
        expect(await registryIn(ecr)).toEqual({
          sids: ['ours', 'theirs'],
          copied: ['theirs/', 'ours/'],
          rules: [
            ['hub', 'ghcr.io', secret(REGIONS[index] as string)],
            ['theirs', 'quay.io', undefined],
          ],
          templates: [
            ['hub', 'as it was', undefined],
            ['theirs', undefined, ROLE],
          ],
        })
        ecr.destroy()
      }
    }
  })
