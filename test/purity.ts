import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { PROBES, PULLS, READS } from '../src/aws/api.ts'

const ECR = /^AmazonEC2ContainerRegistry_V\w+\.(\w+)$/
/** Second clients, and hands that prepare a registry. */
const OTHERS = /Credential=AKIA(SECONDCLIENT|EXAMPLE)\//

let watching = 0
const impure: string[] = []

/** Whatever server of this process is asked: an emulator, a stub, or what stands between. */
subscribe('http.server.request.start', message => {
  if (watching === 0) return
  const call = changing((message as { readonly request: IncomingMessage }).request)
  if (call !== undefined) impure.push(call)
})

/** A multi-arch image is opened to know what it holds. */
const HARMLESS = { ...READS, ...PROBES, ...PULLS }

/** A call that changes something, or is part of an upload. */
function changing({ method = '', url = '', headers }: IncomingMessage): string | undefined {
  const [, operation] = ECR.exec(String(headers['x-amz-target'] ?? '')) ?? []
  if (operation === undefined)
    return /^\/v2\//.test(url) && !/^(GET|HEAD)$/.test(method) ? `${method} ${url}` : undefined
  const isHarmless = operation in HARMLESS || OTHERS.test(headers.authorization ?? '')
  return isHarmless ? undefined : operation
}

/** Every plan of the suite is made in here: while it is made, no server may be asked to change anything. */
export async function purely<T>(plan: () => Promise<T>): Promise<T> {
  const before = impure.length
  watching += 1
  const made = await plan().finally(() => {
    watching -= 1
  })
  const calls = impure.slice(before)
  if (calls.length > 0) throw new Error(`A plan has changed something: ${calls.join(', ')}`)
  return made
}

const CHANGING: ReadonlySet<string | undefined> = new Set(['apply', 'copy', 'emulator'])

/** The same of a command line, but for the commands that are there to change something. */
export const purelyBy = <T>([command]: readonly string[], run: () => Promise<T>): Promise<T> =>
  CHANGING.has(command) ? run() : purely(run)
