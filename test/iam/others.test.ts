import { describe, expect, test } from 'vitest'
import { authorizingProxy } from './authorizing-proxy.ts'
import { ACCOUNT, CASES, created, trialOf } from './cases.ts'
import { expectEnough, MODES, policiesFor, RECEIPT, registryOf, running } from './trials.ts'
import { type Drift, drifted } from './worlds.ts'

describe.each(Object.entries(CASES))('%s', (_, given) => {
  test.each(MODES)('%s: nothing is missing', async mode => expectEnough(await trialOf(given), mode))
})

const WHOLE = `repositories:
  base/app:
  team/api:
    tags: { team: storefront, odd: null }
    imageTagMutability: IMMUTABLE
    imageScanningConfiguration: { scanOnPush: true }
    repositoryPolicy: { access: { pull: ["444455556666"] } }
    lifecyclePolicy: [{ untagged: true, expireAfter: 7 days }]
  team/new: { repositoryPolicy: null, lifecyclePolicy: null }
removed:
  - { name: team/old, maxImages: 1, reason: "nobody runs it" }
`

const OLD: Drift = async ecr => {
  await created(ecr, 'team/old', 'acme')
  await drifted(ecr, ['team/old'])
}

/** A role that has what `iam` prints, in a registry that has drifted. */
async function roleWith(...flags: readonly string[]) {
  const trial = await trialOf({ manifest: WHOLE, worlds: {} })
  const emulator = await registryOf(trial, [drifted, OLD])
  const proxy = await authorizingProxy(emulator, ACCOUNT, await policiesFor(trial, 'apply', ...flags))
  return { proxy, run: (...args: readonly string[]) => running(trial)(proxy.url, ...args) }
}

/** A revert is a plan, which is applied like any other. */
async function takenBack(run: (...args: readonly string[]) => Promise<{ readonly code: number }>): Promise<number> {
  expect((await run('revert', RECEIPT, '--out', 'back.plan')).code).not.toBe(3)
  return (await run('apply', 'back.plan', '--auto-approve', '--receipt', 'none', '--allow', 'delete=3')).code
}

describe('what else a role does', () => {
  test('revert: what an apply has done is taken back', async () => {
    const { proxy, run } = await roleWith('--with', 'revert')
    expect((await run('apply', '--auto-approve', '--receipt', RECEIPT)).code).toBe(0)
    expect(await takenBack(run)).toBe(0)
    expect(proxy.refused).toEqual([])
    expect(proxy.asked).toContain('ecr:CreateRepository')
  })

  test('without it, that is refused', async () => {
    const { proxy, run } = await roleWith()
    expect((await run('apply', '--auto-approve', '--receipt', RECEIPT)).code).toBe(0)
    expect(proxy.refused).toEqual([])
    expect(await takenBack(run)).not.toBe(0)
    expect(proxy.refused).not.toEqual([])
  })

  test('revert: what was created goes again', async () => {
    const trial = await trialOf({ manifest: WHOLE, worlds: {} })
    const documents = await policiesFor(trial, 'apply', '--with', 'revert')
    const proxy = await authorizingProxy(await registryOf(trial, undefined), ACCOUNT, documents)
    const run = (...args: readonly string[]) => running(trial)(proxy.url, ...args)
    expect((await run('apply', '--auto-approve', '--receipt', RECEIPT)).code).toBe(0)
    const code = await takenBack(run)
    expect([code, proxy.refused, proxy.asked.has('ecr:DeleteRepository')]).toEqual([0, [], true])
  })

  test('login, copy and server-preview, joined by commas', async () => {
    const { proxy, run } = await roleWith('--with', 'login,copy,server-preview')
    expect((await run('copy', 'base/app', 'team/api', '--auto-approve')).code).toBe(0)
    expect((await run('plan', '--lifecycle-preview', 'server')).code).toBe(0)
    await run('login', '--print-password')
    expect(proxy.refused).toEqual([])
    expect(proxy.asked).toContain('ecr:StartLifecyclePolicyPreview')
  })
})
