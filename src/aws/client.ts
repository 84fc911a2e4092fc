import pLimit from 'p-limit'
import { interrupted } from '../errors.ts'
import type { Reporting } from '../events.ts'
import type { Call, CallOptions, CallWriter, ImageCaller, ImageDeleter, Input, Output, Prober, Reader } from './api.ts'
import { noRegion, tooSlow, triedInVain } from './failures.ts'
import { type Clients, clientsOf, type Identity, sendOnce } from './sdk.ts'
import { type Limit, PATIENCE, type Patience, unlessAborted } from './within.ts'

export interface Connection extends Partial<Reporting> {
  readonly region?: string | undefined
  readonly profile?: string | undefined
  readonly endpoint?: string | undefined
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined
  /** Small calls in flight at once, and as many transfers beside them. */
  readonly concurrency: number
  readonly patience?: Patience | undefined
}

export interface Client {
  readonly region: string
  readonly reader: Reader
  readonly prober: Prober
  readonly images: ImageCaller
  readonly writer: CallWriter
  readonly deleter: ImageDeleter
  /** The same identity in another region: its credentials are not looked for again. To be closed by itself. */
  elsewhere(region: string): Promise<Client>
  close(): void
}

/** @throws EcrsyncError NO_REGION */
export const connect = (connection: Connection): Promise<Client> => open(connection, {})

async function open(connection: Connection, identity: Identity): Promise<Client> {
  const clients = clientsOf(connection, identity)
  const region = await clients.retried.config.region().catch((error: unknown) => {
    clients.close()
    throw noRegion(error)
  })
  const send = sender(clients, connection)
  return {
    region,
    reader: { call: send },
    prober: { call: send },
    images: { call: send },
    deleter: {
      deleteImages: (repositoryName, imageIds) =>
        send('BatchDeleteImage', { repositoryName, imageIds }, { isOnce: true }),
    },
    writer: {
      perform: async ({ action, input }) => void (await send(action, input as Input<typeof action>)),
      performOnce: async ({ action, input }) =>
        void (await send(action, input as Input<typeof action>, { isOnce: true })),
    },
    elsewhere: other => open({ ...connection, region: other }, { credentials: clients.retried.config.credentials }),
    close: clients.close,
  }
}

type Send = <A extends Call>(action: A, input: Input<A>, options?: CallOptions) => Promise<Output<A>>

/** Large transfers have a lane of their own: where they get stuck, small calls go on. */
function sender({ retried, unretried }: Clients, { concurrency, emit, target, patience = PATIENCE }: Connection): Send {
  const lanes = { small: pLimit(concurrency), transfers: pLimit(concurrency) }
  return (action, input, options = {}) => {
    const isTransfer = action === 'UploadLayerPart'
    const lane = isTransfer ? lanes.transfers : lanes.small
    const answer = lane(() => {
      if (options.signal?.aborted) throw interrupted()
      emit?.({ type: 'called', ...(target !== undefined && { target }), action, ...subjectOf(input) })
      const limit = isTransfer
        ? limitOf(input as Input<'UploadLayerPart'>, patience, options.minTransferRate)
        : undefined
      const sending = { ...(options.signal && { abortSignal: options.signal }), ...(limit && { limit }) }
      return options.isOnce === true
        ? sendOnce(unretried, action, input, sending)
        : sendOnce(retried, action, input, sending).catch(triedInVain)
    })
    return unlessAborted(options.signal, answer)
  }
}

/** The repository that a call is about, by whatever it names it. */
function subjectOf(input: object | undefined): { readonly on?: string } {
  const { repositoryName, resourceArn } = (input ?? {}) as { repositoryName?: string; resourceArn?: string }
  const on = repositoryName ?? resourceArn
  return on === undefined ? {} : { on }
}

/** The longest that a timer can hold, which is 24 days. */
const ENDLESS = 2 ** 31 - 1

/** What takes longer than this was slower than it may be. */
function limitOf(part: Input<'UploadLayerPart'>, { slow }: Patience, rate = 0): Limit {
  const bytes = part.layerPartBlob?.length ?? 0
  return {
    milliseconds: rate > 0 ? Math.min(Math.max(slow, (bytes / rate) * 1000), ENDLESS) : ENDLESS,
    error: tooSlow(`A part of ${bytes} bytes was sent more slowly than ${rate} bytes a second.`),
  }
}
