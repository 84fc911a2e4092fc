import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Emulator } from '../../src/emulator/server.ts'
import { awsEnvironment } from '../cli.ts'
import { clientOf, pushImage } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'

/** Whose registry the pages are read with, where no target says another. */
export const HOME = { accessKey: '111122223333', region: 'us-east-1' }
const EU = { ...HOME, region: 'eu-west-1' }
const FOREIGN = { accessKey: '444455556666', region: 'eu-west-1' }
const STAGING = { accessKey: '222233335555', region: 'eu-west-1' }

/** Repositories that are there before a page is read, with their tags. */
const HOLDS: readonly (readonly [typeof HOME, string, readonly string[]])[] = [
  [HOME, 'legacy/app', ['1.0', '1.1']],
  [HOME, 'staging/worker', ['1.4.2']],
  [HOME, 'payments/worker', ['1.4.1']],
  [HOME, 'payments/api', ['v1']],
  [HOME, 'team/api', ['v1']],
  [HOME, 'team/web', []],
  [EU, 'payments/api', []],
  [STAGING, 'payments/api', ['v1']],
  [STAGING, 'team/app', ['v1']],
  [FOREIGN, 'app', ['v1']],
]

const PULL = ['ecr:BatchGetImage', 'ecr:DescribeImages', 'ecr:GetDownloadUrlForLayer']
const LET_HOME_PULL = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: HOME.accessKey }, Action: PULL }],
}

async function fill(emulator: Emulator): Promise<void> {
  for (const [who, repositoryName, tags] of HOLDS) {
    const ecr = clientOf(emulator, who)
    onTestFinished(() => ecr.destroy())
    await ecr.createRepository({ repositoryName })
    for (const tag of tags) await pushImage(ecr, repositoryName, `${repositoryName} ${tag}`, tag)
    if (who !== HOME) await ecr.setRepositoryPolicy({ repositoryName, policyText: JSON.stringify(LET_HOME_PULL) })
  }
}

const CLIENTS = ['docker', 'podman', 'helm', 'skopeo']

/** Registries that hold something, and a folder in which a reader would type. */
export async function readersPlace(files: Readonly<Record<string, string>>) {
  const emulator = await seeded({ calls: [] })
  await fill(emulator)
  const stubs = Object.fromEntries(CLIENTS.map(client => [`bin/${client}`, '#!/bin/sh\ncat >/dev/null\n']))
  const cwd = await folderWith({ ...files, ...stubs })
  for (const stub of Object.keys(stubs)) await chmod(join(cwd, stub), 0o755)
  const env = {
    ...awsEnvironment(emulator.url),
    AWS_ENDPOINT_URL_STS: emulator.url,
    AWS_ACCESS_KEY_ID: HOME.accessKey,
    PATH: `${join(cwd, 'bin')}:${process.env.PATH}`,
  }
  const write = (manifest: string) => writeFile(join(cwd, 'ecrsync.yaml'), manifest)
  return { cwd, env, host: new URL(emulator.url).host, write }
}

export type ReadersPlace = Awaited<ReturnType<typeof readersPlace>>
