import { afterAll, beforeAll } from 'vitest'
import { type Emulator, startEmulator } from '../../../src/emulator/server.ts'
import { ecrsync } from '../../cli.ts'
import { folderWith } from '../../folder.ts'

export const MANIFEST =
  'version: 1\nname: acme\nrepositories:\n  team/app: { lifecyclePolicy: [{ any: true, keepNewest: 5 }] }\n'

/** Everywhere that a call could go to, each with an account of its own. */
const PLACES = ['flag', 'service', 'all', 'section', 'profile', 'default', 'other'] as const
export type Place = (typeof PLACES)[number]
export const accountOf = (place: Place): string => String(PLACES.indexOf(place) + 1).repeat(12)

const emulators = new Map<Place, Emulator>()

/** Starts them for the tests of a file. */
export function emulatorsEverywhere(): void {
  beforeAll(async () => {
    for (const place of PLACES) emulators.set(place, await startEmulator({ account: accountOf(place) }))
  })
  afterAll(async () => {
    for (const emulator of emulators.values()) await emulator.close()
  })
}

export const callsOf = (place: Place): Emulator['calls'] => emulators.get(place)?.calls ?? []

export const urlOf = (place: Place): string => emulators.get(place)?.url ?? ''

export const KEYS = 'region = us-east-1\naws_access_key_id = key\naws_secret_access_key = hush\n'

/** `[default]` leads elsewhere in each: nothing of it may count where another profile is named. */
export const config = () => `[default]
${KEYS}endpoint_url = ${urlOf('default')}
[profile url]
${KEYS}endpoint_url = ${urlOf('profile')}
[profile section]
${KEYS}services = mine
endpoint_url = ${urlOf('profile')}
[profile others]
${KEYS}services = others
endpoint_url = ${urlOf('profile')}
[profile fips]
${KEYS}use_fips_endpoint = true
use_dualstack_endpoint = true
endpoint_url = ${urlOf('profile')}
[profile lost]
${KEYS}services = nowhere
[services mine]
s3 =
  endpoint_url = ${urlOf('other')}
ecr =
  endpoint_url = ${urlOf('section')}
[services others]
s3 =
  endpoint_url = ${urlOf('other')}
`

export interface Said {
  readonly env?: Readonly<Record<string, string>>
  readonly flags?: readonly string[]
}

export async function place(env: Readonly<Record<string, string>> = {}) {
  const cwd = await folderWith({ 'ecrsync.yaml': MANIFEST, config: config() })
  return { cwd, env: { AWS_CONFIG_FILE: `${cwd}/config`, ...env } }
}

export const run = async (command: readonly string[], { env = {}, flags = [] }: Said) =>
  ecrsync([...command, ...flags], await place(env))

export const SERVICE = () => ({ AWS_ENDPOINT_URL_ECR: urlOf('service') })
export const ALL = () => ({ AWS_ENDPOINT_URL: urlOf('all') })
