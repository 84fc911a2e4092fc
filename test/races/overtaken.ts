import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ECR } from '@aws-sdk/client-ecr'
import { expect, onTestFinished } from 'vitest'
import type { SavedPlan } from '../../src/documents/plan-file.ts'
import { startEmulator } from '../../src/emulator/server.ts'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { openRegistry } from '../registry.ts'
import { secondClient } from './second-client.ts'

const OURS = { Key: 'ecrsync:manifest', Value: 'acme' }

const MANIFEST = `version: 1
name: acme
guards: { delete: { percent: 100 } }
adopt: ["team/adopted"]
released: [{ name: team/released, reason: moved }]
prune: { match: "old/**", maxImages: 1 }
repositories:
  team/new: { tags: { team: a }, repositoryPolicy: { access: { pull: ["444455556666"] } } }
  team/adopted: { lifecyclePolicy: [{ any: true, keepNewest: 5 }] }
  team/api: { imageTagMutability: IMMUTABLE, tags: { team: a } }
removed: [{ name: team/gone, maxImages: 1 }]
`

async function given(ecr: ECR): Promise<void> {
  const create = (repositoryName: string, isOurs = true) =>
    ecr.createRepository({ repositoryName, ...(isOurs && { tags: [OURS] }) })
  await create('team/adopted', false)
  for (const name of ['team/released', 'old/app', 'team/api', 'team/gone']) await create(name)
  await pushImage(ecr, 'old/app', 'image', 'v1')
  await pushImage(ecr, 'team/gone', 'image', 'v1')
}

/** Applies a saved plan, and lets another run apply all of it before the nth call; `isRaced`: there were as many. */
export async function overtaken(nth: number) {
  const emulator = await startEmulator()
  onTestFinished(() => emulator.close())
  await given(clientOf(emulator))
  const second = await secondClient(emulator)
  const cwd = await folderWith({ 'ecrsync.yaml': MANIFEST })
  const run = (...args: string[]) => ecrsync([...args, '--concurrency', '1'], { cwd, env: awsEnvironment(second.url) })
  const apply = () => run('apply', 'ecr.plan', '--auto-approve', '--quiet')
  expect(await run('plan', '--out', 'ecr.plan')).toMatchObject({ code: 0 })
  const plan = JSON.parse(await readFile(join(cwd, 'ecr.plan'), 'utf8')) as SavedPlan
  let isRaced = false
  const act = async () => {
    const other = await openRegistry({}, { emulator, url: emulator.url })
    const outcomes = await other.carryOut(plan).finally(() => other.close())
    expect(outcomes.map(({ status }) => status)).toEqual(plan.changes.map(() => 'done'))
    isRaced = true
  }
  second.at({ before: '*', nth, act })
  const { code } = await apply()
  second.check()
  const again = await apply()
  const left = await run('plan', '--detailed-exitcode')
  return { isRaced, code, again: again.code, left: left.code }
}
