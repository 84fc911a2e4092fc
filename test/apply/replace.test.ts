import { describe, expect, test } from 'vitest'
import { execute } from '../../src/apply/execute.ts'
import { lanes } from '../../src/apply/lanes.ts'
import { performer } from '../../src/apply/perform.ts'
import type { Outcome } from '../../src/model.ts'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { clientOf } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { saying } from '../kinds/registry-settings.ts'
import { madeAlone, QUIETLY, type Registry, registry } from '../registry.ts'
import { ACCOUNT, REGION } from '../world.ts'

const CREATE = 'CreatePullThroughCacheRule'
const DELETE = 'DeletePullThroughCacheRule'
const secret = (name: string) =>
  `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:ecr-pullthroughcache/${name}-AbCdEf`
const OLD = { upstreamRegistryUrl: 'registry-1.docker.io', credentialArn: secret('hub') }
const NEW = { upstreamRegistryUrl: 'quay.io' }
const THEIRS = { ecrRepositoryPrefix: 'hub', upstreamRegistryUrl: 'public.ecr.aws' }

const declaring = (hub: object) => saying({ pullThroughCacheRules: { hub } })

/** A registry with the old rule, and a plan to replace it. */
async function planned() {
  const ecr = await registry()
  await ecr.apply(await declaring(OLD))
  const plan = await ecr.plan(await declaring(NEW))
  ecr.emulator.clearCalls()
  return { ecr, plan, carryOut: () => ecr.carryOut(plan) }
}

const urlIn = async ({ emulator }: Registry): Promise<string | undefined> => {
  const { pullThroughCacheRules = [] } = await clientOf(emulator).describePullThroughCacheRules({})
  return pullThroughCacheRules[0]?.upstreamRegistryUrl
}

const errorOf = (outcome: Outcome | undefined) => (outcome && 'error' in outcome ? outcome.error : undefined)
const callsOf = (outcome: Outcome | undefined) =>
  outcome && 'calls' in outcome ? outcome.calls.map(({ action, isDone }) => `${action} ${isDone}`) : []

/** In which `act` is done once, just before or after this call reaches the registry. */
function acting(ecr: Registry, action: string, { before, after }: { before?: () => unknown; after?: () => unknown }) {
  const { performOnce } = ecr.client.writer
  let isDue = true
  ecr.client.writer.performOnce = async operation => {
    const isNow = isDue && operation.action === action
    if (isNow) isDue = false
    if (isNow) await before?.()
    const answer = await performOnce(operation)
    if (isNow) await after?.()
    return answer
  }
}

describe('a replacement', () => {
  test('is a delete and a create, over one look', async () => {
    const { ecr, plan, carryOut } = await planned()
    expect(plan.changes).toMatchObject([
      { action: 'replace', operations: [{ action: DELETE }, { action: CREATE }], before: OLD, after: NEW },
    ])
    expect(plan.summary).toMatchObject({ create: 0, delete: 0, replace: 1 })
    const [outcome] = await carryOut()
    expect(outcome).toMatchObject({ status: 'done', before: OLD, after: NEW })
    expect(ecr.emulator.calls.map(({ operation }) => operation)).toEqual([
      'DescribePullThroughCacheRules',
      DELETE,
      CREATE,
    ])
  })

  test.each([
    ['the create is refused', { operation: CREATE, error: 'UnableToAccessSecretException', when: { at: 1 } }],
    ['the create is denied', { operation: CREATE, error: 'AccessDeniedException', when: { at: 1 } }],
    [
      'the create fails for as long as it is tried',
      { operation: CREATE, error: 'ServerException', when: { first: 5 } },
    ],
  ])('puts back what was there where %s', async (_, fault) => {
    const { ecr, carryOut } = await planned()
    ecr.emulator.inject(fault)
    const [outcome] = await carryOut()
    expect(outcome).toMatchObject({ status: 'failed', before: OLD, after: OLD })
    expect(errorOf(outcome)?.detail).toMatch(/What was there before has been put back\.$/)
    expect(callsOf(outcome).slice(-2)).toEqual([`${CREATE} false`, `${CREATE} true`])
    expect(await urlIn(ecr)).toBe(OLD.upstreamRegistryUrl)
    expect((await ecr.plan(await declaring(OLD))).changes).toEqual([])
  })

  test('puts it back where a bug ends the create', async () => {
    const { ecr, carryOut } = await planned()
    const bug = () => {
      throw new RangeError('a bug')
    }
    acting(ecr, CREATE, { before: bug })
    expect(await carryOut()).toMatchObject([{ status: 'failed', after: OLD, error: { code: 'INTERNAL' } }])
    expect(await urlIn(ecr)).toBe(OLD.upstreamRegistryUrl)
  })

  test('says both where a bug ends the create and what puts it back', async () => {
    const { ecr, plan, carryOut } = await planned()
    const { performOnce } = ecr.client.writer
    ecr.client.writer.performOnce = async operation => {
      if (operation.action === CREATE) throw new RangeError(`a bug with ${plan.changes.length}`)
      return performOnce(operation)
    }
    expect(errorOf((await carryOut())[0])).toMatchObject({
      code: 'NOT_PUT_BACK',
      detail: 'RangeError: a bug with 1; then RangeError: a bug with 1',
    })
  })

  test('puts it back where the run is interrupted in between', async () => {
    const { ecr, plan } = await planned()
    let isInterrupted = false
    acting(ecr, DELETE, {
      after: () => {
        isInterrupted = true
      },
    })
    const performing = { ...ecr.performing(plan), isInterrupted: () => isInterrupted }
    const [change] = plan.changes
    const outcome = change && (await madeAlone(performer(performing), change))
    expect(outcome).toMatchObject({ status: 'failed', after: OLD, error: { code: 'INTERRUPTED' } })
    expect(await urlIn(ecr)).toBe(OLD.upstreamRegistryUrl)
  })

  test('puts it back where the run is interrupted, and the answer to the delete was lost', async () => {
    const { ecr, plan } = await planned()
    let isInterrupted = false
    ecr.emulator.inject({ operation: DELETE, error: 'DropAfter', when: { at: 1 } })
    acting(ecr, DELETE, {
      before: () => {
        isInterrupted = true
      },
    })
    const [change] = plan.changes
    const performing = { ...ecr.performing(plan), isInterrupted: () => isInterrupted }
    const outcome = change && (await madeAlone(performer(performing), change))
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'UNREACHABLE' } })
    expect(await urlIn(ecr)).toBe(OLD.upstreamRegistryUrl)
  })

  test('is not begun after an interruption', async () => {
    const { ecr, plan } = await planned()
    const outcomes = await execute(plan.changes, {
      perform: performer({ ...ecr.performing(plan), isInterrupted: () => true }),
      laneOf: lanes(8),
      emit: QUIETLY.emit,
      isInterrupted: () => false,
    })
    expect(outcomes).toEqual([{ status: 'skipped', because: 'interrupted' }])
    expect(await urlIn(ecr)).toBe(OLD.upstreamRegistryUrl)
  })

  test('that can be neither created nor put back is said whole, with what to type', async () => {
    const { ecr, carryOut } = await planned()
    ecr.emulator.inject({ operation: CREATE, error: 'AccessDeniedException' })
    const [outcome] = await carryOut()
    expect(outcome).toMatchObject({ status: 'partial', before: OLD, error: { code: 'NOT_PUT_BACK' } })
    const input = { ecrRepositoryPrefix: 'hub', ...OLD, upstreamRegistry: 'docker-hub' }
    const { message, example: [command = ''] = [] } = errorOf(outcome) ?? {}
    expect(message).toContain('is deleted, and could be neither created nor put back')
    expect(command).toContain(`aws ecr --region ${REGION} create-pull-through-cache-rule --cli-input-json '`)
    expect(JSON.parse(/'(.*)'/.exec(command)?.[1] ?? '')).toEqual(input)
    expect(await urlIn(ecr)).toBeUndefined()
    ecr.emulator.clearFaults()
    expect((await ecr.apply(await declaring(NEW))).outcomes).toMatchObject([{ status: 'done' }])
  })

  test.each([DELETE, CREATE])('whose %s has no answer is done', async operation => {
    const { ecr, carryOut } = await planned()
    ecr.emulator.inject({ operation, error: 'DropAfter', when: { at: 1 } })
    expect(await carryOut()).toMatchObject([{ status: 'done', after: NEW }])
    expect(await urlIn(ecr)).toBe(NEW.upstreamRegistryUrl)
  })

  test('whose create was made, and never answered, is done', async () => {
    const { ecr, carryOut } = await planned()
    ecr.emulator.inject({ operation: CREATE, error: 'DropAfter' })
    const [outcome] = await carryOut()
    expect(outcome).toMatchObject({ status: 'done' })
    expect(await urlIn(ecr)).toBe(NEW.upstreamRegistryUrl)
  })

  test('whose delete is refused leaves it as it is', async () => {
    const { ecr, carryOut } = await planned()
    ecr.emulator.inject({ operation: DELETE, error: 'AccessDeniedException' })
    const [outcome] = await carryOut()
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'ACCESS_DENIED' } })
    expect([callsOf(outcome), await urlIn(ecr)]).toEqual([[`${DELETE} false`], OLD.upstreamRegistryUrl])
  })

  test('whose delete fails for as long as it is tried leaves it as it is', async () => {
    const { ecr, carryOut } = await planned()
    ecr.emulator.inject({ operation: DELETE, error: 'ServerException' })
    const [outcome] = await carryOut()
    expect(outcome).toMatchObject({ status: 'failed' })
    expect(errorOf(outcome)?.detail ?? '').not.toContain('put back')
    expect(await urlIn(ecr)).toBe(OLD.upstreamRegistryUrl)
  })
})

describe('what somebody else does meanwhile', () => {
  test('to what is to be replaced is left alone', async () => {
    const { ecr, carryOut } = await planned()
    const client = clientOf(ecr.emulator)
    await client.updatePullThroughCacheRule({ ecrRepositoryPrefix: 'hub', credentialArn: secret('theirs') })
    expect(await carryOut()).toMatchObject([{ status: 'failed', error: { code: 'REFUSED' } }])
    expect(await urlIn(ecr)).toBe(OLD.upstreamRegistryUrl)
  })

  test('that takes it away before is not undone', async () => {
    const { ecr, carryOut } = await planned()
    await clientOf(ecr.emulator).deletePullThroughCacheRule({ ecrRepositoryPrefix: 'hub' })
    expect(await carryOut()).toMatchObject([{ status: 'failed', error: { code: 'REFUSED' } }])
    expect(await urlIn(ecr)).toBeUndefined()
  })

  test('that makes it so is enough', async () => {
    const { ecr, carryOut } = await planned()
    await ecr.apply(await declaring(NEW))
    expect(await carryOut()).toMatchObject([{ status: 'done', calls: [] }])
  })

  test.each([
    ['so, is enough', { ...THEIRS, ...NEW }, 'done', undefined],
    ['otherwise, is kept, and what was there is said', THEIRS, 'partial', 'NOT_PUT_BACK'],
    ['as it was, is as if it had been put back', { ...THEIRS, ...OLD }, 'failed', 'AWS_ERROR'],
  ])('in between, and creates it %s', async (_, theirs, status, code) => {
    const { ecr, carryOut } = await planned()
    acting(ecr, CREATE, { before: () => clientOf(ecr.emulator).createPullThroughCacheRule(theirs) })
    const [outcome] = await carryOut()
    expect([outcome?.status, errorOf(outcome)?.code]).toEqual([status, code])
    expect(await urlIn(ecr)).toBe(theirs.upstreamRegistryUrl)
  })

  test('while a delete that failed waits is left alone', async () => {
    const { ecr, carryOut } = await planned()
    ecr.emulator.inject({ operation: DELETE, error: 'ServerException', when: { at: 1 } })
    const theirs = { ecrRepositoryPrefix: 'hub', credentialArn: secret('theirs') }
    const { performOnce } = ecr.client.writer
    ecr.client.writer.performOnce = async operation =>
      performOnce(operation).finally(() => clientOf(ecr.emulator).updatePullThroughCacheRule(theirs))
    expect(await carryOut()).toMatchObject([{ status: 'failed', error: { code: 'REFUSED' } }])
    expect(await urlIn(ecr)).toBe(OLD.upstreamRegistryUrl)
  })
})

test('an apply says what could not be put back, and that it was put back', async () => {
  const { ecr } = await planned()
  const manifest =
    'version: 1\nname: acme\nregistry: { pullThroughCacheRules: { hub: { upstreamRegistryUrl: quay.io } } }\n'
  const options = { cwd: await folderWith({ 'ecrsync.yaml': manifest }), env: awsEnvironment(ecr.emulator.url) }
  const apply = () => ecrsync(['apply', '--auto-approve'], options)
  ecr.emulator.inject({ operation: CREATE, error: 'AccessDeniedException', when: { at: 1 } })
  const back = await apply()
  expect(back).toMatchObject({ code: 6, stdout: expect.stringContaining('has been put back.') })
  ecr.emulator.clearFaults()
  ecr.emulator.inject({ operation: CREATE, error: 'AccessDeniedException' })
  const gone = await apply()
  expect(gone.code).toBe(6)
  expect(gone.stdout).toContain(`aws ecr --region ${REGION} create-pull-through-cache-rule --cli-input-json`)
  expect(gone.stdout).toContain(OLD.credentialArn)
  ecr.emulator.clearFaults()
  expect(await apply()).toMatchObject({ code: 0, stdout: expect.stringContaining('1 created') })
})

test('a rule that a killed run had deleted is created by the next one', async () => {
  const { ecr } = await planned()
  await clientOf(ecr.emulator).deletePullThroughCacheRule({ ecrRepositoryPrefix: 'hub' })
  const { plan, outcomes } = await ecr.apply(await declaring(NEW))
  expect(plan.changes).toMatchObject([{ action: 'create' }])
  expect(outcomes).toMatchObject([{ status: 'done' }])
})
