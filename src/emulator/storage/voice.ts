import { createHash } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { basename, join } from 'node:path'

/** A socket that answers for as long as its process lives, also across containers of one machine. */
export interface Voice {
  /** Whether the process behind another socket lives; nothing where that cannot be known. */
  isHeard(name: string): Promise<boolean | undefined>
  end(): void
}

/** Of a claim: short, as a socket's path has no more than 107 bytes. */
export const voiceName = (claimPath: string): string =>
  `voice-${createHash('sha256').update(basename(claimPath)).digest('hex').slice(0, 16)}`

/** Nothing where the system or the file system has no such sockets; taken where this very process listens already. */
export async function listenAt(folder: string, name: string): Promise<Voice | 'taken' | undefined> {
  if (process.platform !== 'linux') return undefined
  const descriptor = openSync(folder, 'r')
  // A short way to a folder of any depth.
  const within = (name: string) => join(`/proc/self/fd/${descriptor}`, name)
  const server = createServer(connection => connection.destroy()).unref()
  const failure = await new Promise<string | undefined>(resolve => {
    server.once('error', (error: Error & { readonly code?: string }) => resolve(error.code ?? error.message))
    server.listen(within(name), () => resolve(undefined))
  })
  if (failure !== undefined) {
    closeSync(descriptor)
    return failure === 'EADDRINUSE' ? 'taken' : undefined
  }
  return {
    isHeard: name => isHeardAt(within(name)),
    end() {
      // The file goes at once, by way of the folder.
      server.close()
      closeSync(descriptor)
    },
  }
}

const isHeardAt = (path: string): Promise<boolean | undefined> =>
  new Promise(resolve => {
    const connection = connect(path)
    connection.once('connect', () => resolve(true))
    connection.once('error', (error: Error & { readonly code?: string }) =>
      resolve(error.code === 'ECONNREFUSED' ? false : undefined),
    )
    connection.once('close', () => connection.destroy())
  })
