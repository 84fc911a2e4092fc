import { readFile, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { providerMirror } from '../../bench/frame/provider-mirror.js'
import { ACCOUNT } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { run } from './clients.ts'

/** A configuration in Terraform's JSON syntax. */
export type Configuration = Readonly<Record<string, unknown>>

/** A folder with a configuration and a state of its own. */
export interface Terraform {
  write(name: string, configuration: Configuration): Promise<void>
  /** In its own language. */
  writeText(file: string, text: string): Promise<void>
  run(command: string, ...args: readonly string[]): Promise<string>
  /** As it keeps it. */
  state(): Promise<string>
}

/** A Terraform that is ready to plan; undefined where its AWS provider cannot be had. */
export async function terraformFor(url: string): Promise<Terraform | undefined> {
  const folder = await folderWith({})
  const terraform: Terraform = {
    write: (name, configuration) => writeFile(join(folder, `${name}.tf.json`), JSON.stringify(configuration)),
    state: () => readFile(join(folder, 'terraform.tfstate'), 'utf8'),
    writeText: (file, text) => writeFile(join(folder, file), text),
    run: (command, ...args) => run('terraform', [`-chdir=${folder}`, command, '-no-color', ...args], { env }),
  }
  await terraform.write('provider', providerOf(url))
  const mirror = providerMirror()
  const flags = mirror === undefined ? [] : [`-plugin-dir=${mirror}`]
  return terraform.run('init', '-input=false', ...flags).then(
    () => terraform,
    () => undefined,
  )
}

const providerOf = (url: string): Configuration => ({
  terraform: { required_providers: { aws: { source: 'hashicorp/aws' } } },
  provider: {
    aws: {
      region: 'us-east-1',
      access_key: ACCOUNT,
      secret_key: 'local',
      skip_metadata_api_check: true,
      max_retries: 1,
      endpoints: { ecr: url, sts: url },
      default_tags: { tags: { 'managed-by': 'terraform' } },
    },
  },
})

/** Terraform exits 2 where something is to change. */
export const expectNoChanges = async ({ run }: Terraform) =>
  expect(await run('plan', '-detailed-exitcode')).toContain('No changes.')

export const HALF_AN_HOUR = { timeout: 1_800_000 }

/** Terraform's own settings of this machine hold, but none of AWS. */
const env = {
  HOME: homedir(),
  CHECKPOINT_DISABLE: '1',
  TF_IN_AUTOMATION: '1',
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('TF_CLI_'))),
} as Readonly<Record<string, string>>
