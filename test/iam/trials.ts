import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { Emulator } from '../../src/emulator/server.ts'
import type { PolicyDocument } from '../../src/iam/permission.ts'
import { awsEnvironment, ecrsync, type Run } from '../cli.ts'
import { clientOf } from '../emulator/ecr.ts'
import { seeded } from '../seed.ts'
import { authorizingProxy } from './authorizing-proxy.ts'
import type { Drift } from './worlds.ts'

export const MODES = ['plan', 'apply'] as const
export type Mode = (typeof MODES)[number]

/** A manifest in a folder, and the registries that it is tried over. */
export interface Trial {
  readonly cwd: string
  readonly account: string
  readonly region: string
  /** Flags of every run. */
  readonly flags: readonly string[]
  readonly variables: Readonly<Record<string, string>>
  /** What a registry holds before, that is not empty. */
  readonly seed?: Drift
  /** By name, what becomes of a registry after the manifest was applied to it; undefined: it is empty. */
  readonly worlds: Readonly<Record<string, readonly Drift[] | undefined>>
}

export const RECEIPT = 'receipt'

const RUNS: Readonly<Record<Mode, readonly string[]>> = {
  plan: ['plan', '--json'],
  apply: ['apply', '--auto-approve', '--receipt', RECEIPT, '--json'],
}

/** Runs the command line against a registry. */
export const running =
  ({ cwd, region, flags, variables }: Trial) =>
  (url: string, ...args: readonly string[]): Promise<Run> =>
    ecrsync([...args, ...flags], {
      cwd,
      env: {
        ...awsEnvironment(url),
        AWS_ENDPOINT_URL_STS: url,
        AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API: url,
        AWS_REGION: region,
        ...variables,
      },
    })

export async function registryOf(trial: Trial, drifts: readonly Drift[] | undefined): Promise<Emulator> {
  const emulator = await seeded({ calls: [] })
  if (drifts === undefined) return emulator
  const { account, region, seed } = trial
  const ecr = clientOf(emulator, { accessKey: account, region })
  onTestFinished(() => ecr.destroy())
  await seed?.(ecr, [])
  const applied = await running(trial)(emulator.url, 'apply', '--auto-approve', '--receipt', 'none', '--quiet')
  expect(applied.code).toBe(0)
  const { repositories } = JSON.parse((await running(trial)('', 'validate', '--json')).stdout)
  for (const drift of drifts) await drift(ecr, repositories)
  return emulator
}

/** What `iam` prints. */
export async function policiesFor(
  trial: Trial,
  mode: Mode,
  ...flags: readonly string[]
): Promise<readonly PolicyDocument[]> {
  const { stdout } = await running(trial)('', 'iam', '--mode', mode, ...flags, '--json')
  return JSON.parse(stdout).policies.map(({ document }: { readonly document: PolicyDocument }) => document)
}

interface Ended {
  readonly end: string
  readonly asked: ReadonlySet<string>
  readonly refused: readonly string[]
}

/** What runs come to, as whoever has some policies. */
export function trying(trial: Trial) {
  /** Whoever plans leaves a registry as it is. */
  const planned = new Map<string, Emulator>()
  return async (mode: Mode, world: string, documents: readonly PolicyDocument[]): Promise<Ended> => {
    const emulator = (mode === 'plan' && planned.get(world)) || (await registryOf(trial, trial.worlds[world]))
    planned.set(world, emulator)
    const proxy = await authorizingProxy(emulator, trial.account, documents)
    const ended = await running(trial)(proxy.url, ...RUNS[mode])
    await rm(join(trial.cwd, RECEIPT), { force: true })
    return { end: steady(ended), asked: proxy.asked, refused: proxy.refused }
  }
}

/** Facts of the day, and not of what a run came to. */
const OF_THE_DAY = /^(?:digest|endpoint|ecrsync|createdAt|durationMs|requestIds?|receipt|stats|startedAt|endedAt)$/

const steady = ({ code, stdout }: Run): string =>
  `${code} ${JSON.stringify(JSON.parse(stdout, (key, value: unknown) => (OF_THE_DAY.test(key) ? undefined : value)))}`

const actionsOfEcr = (documents: readonly PolicyDocument[]): readonly string[] =>
  [...new Set(documents.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action)))].filter(action =>
    action.startsWith('ecr:'),
  )

const without = (documents: readonly PolicyDocument[], action: string): readonly PolicyDocument[] =>
  documents.map(document => ({
    ...document,
    Statement: document.Statement.map(one => ({ ...one, Action: one.Action.filter(other => other !== action) })),
  }))

/** By action, the worlds in which it is asked for, and what a run comes to there. */
type Asked = ReadonlyMap<string, readonly { readonly world: string; readonly end: string }[]>

/** Nothing is missing in any world. */
export async function expectEnough(trial: Trial, mode: Mode): Promise<void> {
  await askedIn(trial, mode, { tried: trying(trial), documents: await policiesFor(trial, mode) })
}

interface Trying {
  readonly tried: ReturnType<typeof trying>
  readonly documents: readonly PolicyDocument[]
}

async function askedIn(trial: Trial, mode: Mode, { tried, documents }: Trying): Promise<Asked> {
  const asking = new Map<string, readonly { readonly world: string; readonly end: string }[]>()
  for (const world of Object.keys(trial.worlds)) {
    const { end, asked, refused } = await tried(mode, world, documents)
    expect([world, refused]).toEqual([world, []])
    for (const action of asked) asking.set(action, [...(asking.get(action) ?? []), { world, end }])
  }
  return asking
}

/** Nothing is missing in any world, and each action of ECR is one without which some world ends otherwise. */
export async function expectLeast(trial: Trial, mode: Mode): Promise<void> {
  const [tried, documents] = [trying(trial), await policiesFor(trial, mode)]
  const asked = await askedIn(trial, mode, { tried, documents })
  const differsWithout = async (action: string) => {
    for (const { world, end } of asked.get(action) ?? [])
      if ((await tried(mode, world, without(documents, action))).end !== end) return true
    return false
  }
  // Who applies plans first: what a plan needs is tried where it is all there is.
  const others = new Set(mode === 'plan' ? [] : actionsOfEcr(await policiesFor(trial, 'plan')))
  for (const action of actionsOfEcr(documents))
    expect([action, others.has(action) || (await differsWithout(action))]).toEqual([action, true])
}
