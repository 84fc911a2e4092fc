import { readdirSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Emulator } from '../../src/emulator/server.ts'
import type { PolicyDocument } from '../../src/iam/permission.ts'
import { awsEnvironment, ecrsync, type Run } from '../cli.ts'
import { clientOf } from '../emulator/ecr.ts'
import { seeded } from '../seed.ts'
import { authorizingProxy } from './authorizing-proxy.ts'
import { comeBack, type Drift, drifted, settingsDrifted, taken } from './worlds.ts'

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url))
const ACCOUNT = '123456789012'

interface Case {
  readonly account?: string
  readonly region?: string
  readonly target?: string
  /** Tombstones that say where their images went. */
  readonly copies?: Readonly<Record<string, string>>
  readonly more?: readonly Drift[]
  readonly edit?: (manifest: string) => string
}

const asIs = (manifest: string): string => manifest

/** Of each team and stage, one account. */
const smaller = (manifest: string): string => manifest.replaceAll(/\["(\d{12})"(?:, "\d{12}")+\]/g, '["$1"]')

/** What is special about an example. */
const SPECIAL: Readonly<Record<string, Case>> = {
  fleet: {
    account: '404040400021',
    region: 'eu-west-1',
    target: 'search/prod/404040400021/eu-west-1',
    more: [settingsDrifted],
    edit: smaller,
  },
  'real/platform': { copies: { 'production/cron': 'production/jobs' } },
}

const names = [
  ...readdirSync(EXAMPLES).filter(name => name !== 'real'),
  ...readdirSync(join(EXAMPLES, 'real')).map(name => `real/${name}`),
]

const MODES = ['plan', 'apply'] as const
type Mode = (typeof MODES)[number]

const RUNS: Readonly<Record<Mode, readonly string[]>> = {
  plan: ['plan', '--json'],
  apply: ['apply', '--auto-approve', '--receipt', 'receipt', '--json'],
}

/** Of an example, a copy, and whatever is done with it in registries of its own. */
async function opened(name: string) {
  const { account = ACCOUNT, region = 'us-east-1', target, copies = {}, more = [], edit = asIs } = SPECIAL[name] ?? {}
  const cwd = await mkdtemp(join(tmpdir(), 'ecrsync-'))
  onTestFinished(() => rm(cwd, { recursive: true, force: true }))
  await cp(join(EXAMPLES, name), cwd, { recursive: true })
  const manifest = join(cwd, 'ecrsync.yaml')
  await writeFile(manifest, edit(await readFile(manifest, 'utf8')))
  const chosen = target === undefined ? [] : ['--target', target]
  const run = (url: string, ...args: readonly string[]) =>
    ecrsync([...args, ...chosen], {
      cwd,
      env: {
        ...awsEnvironment(url),
        AWS_ENDPOINT_URL_STS: url,
        AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API: url,
        AWS_REGION: region,
        ECRSYNC_VAR_STAGE: 'production',
      },
    })
  const { repositories, removed } = JSON.parse((await run('', 'validate', '--json')).stdout)

  async function worldOf(drifts: readonly Drift[] | undefined) {
    const emulator = await seeded({ calls: [] })
    if (drifts === undefined) return emulator
    const ecr = clientOf(emulator, { accessKey: account, region })
    onTestFinished(() => ecr.destroy())
    expect((await run(emulator.url, 'apply', '--auto-approve', '--receipt', 'none', '--quiet')).code).toBe(0)
    for (const drift of drifts) await drift(ecr, repositories)
    return emulator
  }

  const drifts = [drifted, comeBack(removed, copies), ...more]
  const worlds = { empty: undefined, equal: [], drifted: drifts, taken: [taken] }
  /** Whoever plans leaves a registry as it is. */
  const planned = new Map<string, Emulator>()
  return {
    worlds: Object.keys(worlds) as readonly (keyof typeof worlds)[],
    async policies(mode: Mode): Promise<readonly PolicyDocument[]> {
      const { stdout } = await run('', 'iam', '--mode', mode, '--json')
      return JSON.parse(stdout).policies.map(({ document }: { readonly document: PolicyDocument }) => document)
    },
    /** What a run comes to in a world, as whoever has these policies. */
    async ran(mode: Mode, world: keyof typeof worlds, documents: readonly PolicyDocument[]) {
      const emulator = (mode === 'plan' && planned.get(world)) || (await worldOf(worlds[world]))
      planned.set(world, emulator)
      const proxy = await authorizingProxy(emulator, account, documents)
      const ended = await run(proxy.url, ...RUNS[mode])
      await rm(join(cwd, 'receipt'), { force: true })
      return { end: steady(ended), asked: proxy.asked, refused: proxy.refused }
    },
  }
}

/** Facts of the day, and not of what a run came to. */
const OF_THE_DAY = /^(?:digest|endpoint|ecrsync|createdAt|durationMs|requestIds?|receipt|stats|startedAt|endedAt)$/

const steady = ({ code, stdout }: Run): string =>
  `${code} ${JSON.stringify(JSON.parse(stdout, (key, value: unknown) => (OF_THE_DAY.test(key) ? undefined : value)))}`

const actionsIn = (documents: readonly PolicyDocument[]): readonly string[] => [
  ...new Set(documents.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action))),
]

const without = (documents: readonly PolicyDocument[], action: string): readonly PolicyDocument[] =>
  documents.map(document => ({
    ...document,
    Statement: document.Statement.map(one => ({ ...one, Action: one.Action.filter(other => other !== action) })),
  }))

test('a run comes to the same each time, so that what differs is due to what it may', async () => {
  const { policies, ran } = await opened('minimal')
  for (const mode of MODES) {
    const documents = await policies(mode)
    const [{ end }, again] = [await ran(mode, 'drifted', documents), await ran(mode, 'drifted', documents)]
    expect(again.end).toBe(end)
  }
})

describe.each(names.flatMap(name => MODES.map(mode => [name, mode] as const)))('%s, %s', (name, mode) => {
  test('nothing is missing, and each action of ECR is needed', async () => {
    const { worlds, policies, ran } = await opened(name)
    const documents = await policies(mode)
    const needed = new Map<string, { readonly world: (typeof worlds)[number]; readonly end: string }>()
    for (const world of worlds) {
      const { end, asked, refused } = await ran(mode, world, documents)
      expect([world, refused]).toEqual([world, []])
      for (const action of asked) if (!needed.has(action)) needed.set(action, { world, end })
    }
    const ofEcr = actionsIn(documents).filter(action => action.startsWith('ecr:'))
    expect(ofEcr.filter(action => !needed.has(action))).toEqual([])
    // Who applies plans first: what a plan needs is tried where it is all there is.
    const others = new Set(mode === 'plan' ? [] : actionsIn(await policies('plan')))
    for (const action of ofEcr.filter(one => !others.has(one))) {
      const { world, end } = needed.get(action) as { world: (typeof worlds)[number]; end: string }
      const broken = await ran(mode, world, without(documents, action))
      expect([action, world, broken.end === end ? 'is as it was' : 'differs']).toEqual([action, world, 'differs'])
    }
  })
})
