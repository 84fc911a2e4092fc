import { readdirSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { Trial } from './trials.ts'
import { comeBack, type Drift, drifted, settingsDrifted, taken } from './worlds.ts'

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url))

interface Special extends Partial<Pick<Trial, 'account' | 'region' | 'flags'>> {
  readonly tombstones?: readonly string[]
  /** Of these, where their images went. */
  readonly copies?: Readonly<Record<string, string>>
  readonly more?: readonly Drift[]
  readonly edit?: (manifest: string) => string
}

/** Of each team and stage, one account in two regions. */
const smaller = (manifest: string): string =>
  manifest
    .replaceAll(/\["(\d{12})"(?:, "\d{12}")+\]/g, '["$1"]')
    .replace('[eu-west-1, us-east-1, ap-southeast-2]', '[eu-west-1, ap-southeast-2]')

const SPECIAL: Readonly<Record<string, Special>> = {
  fleet: {
    account: '404040400021',
    region: 'eu-west-1',
    flags: ['--target', 'search/prod/404040400021/eu-west-1'],
    more: [settingsDrifted],
    edit: smaller,
  },
  team: { tombstones: ['base/ruby'] },
  'real/platform': { tombstones: ['production/cron'], copies: { 'production/cron': 'production/jobs' } },
}

/** These are tried in the suite; all others, whose registries take long to make, among the sweeps. */
export const SMALL = ['aws-lifecycle', 'kubernetes', 'minimal', 'policies', 'real/team-2008']

export const NAMES = [
  ...readdirSync(EXAMPLES).filter(name => name !== 'real'),
  ...readdirSync(join(EXAMPLES, 'real')).map(name => `real/${name}`),
]

/** A copy of an example, over registries that are empty, equal and drifted, and one where another manifest has taken a repository. */
export async function trialOf(name: string): Promise<Trial> {
  const { tombstones = [], copies = {}, more = [], edit, ...special } = SPECIAL[name] ?? {}
  const cwd = await mkdtemp(join(tmpdir(), 'ecrsync-'))
  onTestFinished(() => rm(cwd, { recursive: true, force: true }))
  await cp(join(EXAMPLES, name), cwd, { recursive: true })
  const manifest = join(cwd, 'ecrsync.yaml')
  if (edit) await writeFile(manifest, edit(await readFile(manifest, 'utf8')))
  return {
    cwd,
    account: '123456789012',
    region: 'us-east-1',
    flags: [],
    variables: { ECRSYNC_VAR_STAGE: 'production' },
    worlds: {
      empty: undefined,
      equal: [],
      drifted: [drifted, comeBack(tombstones, copies), ...more],
      taken: [taken],
    },
    ...special,
  }
}
