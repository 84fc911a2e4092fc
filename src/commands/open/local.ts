import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type Emulator, startEmulator } from '../../emulator/server.ts'
import { EcrsyncError } from '../../errors.ts'
import type { RegistryFlags } from '../flags.ts'
import { LOCAL, regionFor } from './offline.ts'

/** @throws EcrsyncError EMULATOR where the folder beside the manifest cannot be written */
export async function openLocal(flags: Pick<RegistryFlags, 'file' | 'region' | 'local'>) {
  const folder = join(dirname(resolve(flags.file)), '.ecrsync')
  const region = regionFor(flags) ?? LOCAL.region
  const emulator = await startLocal(folder, region).catch((cause: Error) => {
    throw new EcrsyncError('EMULATOR', 'The local ECR cannot be opened', {
      detail: `It keeps its data in ${folder}: ${cause.message}`,
      hint: 'Make that folder writable, or copy the manifest to one that is.',
      cause,
    })
  })
  const credentials = { accessKeyId: LOCAL.account, secretAccessKey: 'local' }
  return { connection: { region, endpoint: emulator.url, credentials }, close: () => emulator.close() }
}

async function startLocal(folder: string, region: string): Promise<Emulator> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, '.gitignore'), '*\n')
  return startEmulator({ dataDirectory: join(folder, 'local'), account: LOCAL.account, region, keptCalls: 0 })
}
