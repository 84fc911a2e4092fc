import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Connection } from '../../aws/client.ts'
import type { IdentityOptions } from '../../aws/identity.ts'
import { type Emulator, startEmulator } from '../../emulator/server.ts'
import { FolderInUse } from '../../emulator/storage/lock.ts'
import { EcrsyncError } from '../../errors.ts'
import type { DeclaredTarget } from '../../model.ts'
import type { RegistryFlags } from '../flags.ts'
import { LOCAL, regionFor } from './offline.ts'

/** The one ECR in this process, which has every account and region. */
export interface LocalRegistry {
  /** Roles, profiles and endpoints are those of AWS, and count for nothing here. */
  connectionFor(
    declared: DeclaredTarget,
  ): Pick<Connection, 'region' | 'endpoint'> & { readonly options: IdentityOptions }
  close(): Promise<void>
}

/** @throws EcrsyncError EMULATOR where the folder beside the manifest cannot be written */
export async function openLocal(flags: Pick<RegistryFlags, 'file' | 'region' | 'local'>): Promise<LocalRegistry> {
  const folder = join(dirname(resolve(flags.file)), '.ecrsync')
  const region = regionFor(flags) ?? LOCAL.region
  const emulator = await startLocal(folder, region).catch((cause: Error) => {
    if (cause instanceof FolderInUse) throw usedByAnother(folder, cause)
    throw new EcrsyncError('EMULATOR', 'The local ECR cannot be opened', {
      detail: `It keeps its data in ${folder} (${cause.message})`,
      hint: 'Make that folder writable, or copy the manifest to one that is.',
      cause,
    })
  })
  return {
    connectionFor: declared => ({
      region: declared.region ?? region,
      endpoint: emulator.url,
      options: {
        credentials: { accessKeyId: declared.account ?? LOCAL.account, secretAccessKey: 'local' },
        stsEndpoint: emulator.url,
      },
    }),
    close: () => emulator.close(),
  }
}

const usedByAnother = (folder: string, cause: FolderInUse): EcrsyncError =>
  new EcrsyncError('EMULATOR', 'Another ecrsync uses the local ECR', {
    detail: `Process ${cause.pid} has it open, and keeps its data in ${folder}: two would write over each other.`,
    hint: `Run it again when that one has ended, or end it: kill ${cause.pid}; ${cause.otherwise}.`,
    cause,
  })

async function startLocal(folder: string, region: string): Promise<Emulator> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, '.gitignore'), '*\n')
  return startEmulator({ dataDirectory: join(folder, 'local'), account: LOCAL.account, region, keptCalls: 0 })
}
