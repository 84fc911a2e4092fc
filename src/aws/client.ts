import type { ECRClient } from '@aws-sdk/client-ecr'
import type { Reporting } from '../events.ts'
import type {
  Answered,
  Call,
  CallOptions,
  CallWriter,
  ImageCaller,
  ImageDeleter,
  Input,
  Output,
  Prober,
  Reader,
} from './api.ts'
import { regionFailure, tooSlow } from './call-failures.ts'
import { isExpired } from './failures.ts'
import type { Identity, IdentityOptions } from './identity.ts'
import { type Access, accessOf, askedOf, type Called, clientOf, sendOnce } from './sdk.ts'
import { openSender } from './sender.ts'
import { type TagIndex, tagIndexOf } from './tagging.ts'
import { requestIdOf } from './thrown.ts'
import { countedAt, openTraffic, type Traffic } from './traffic.ts'
import { type Limit, PATIENCE, type Patience } from './within.ts'

export interface Connection extends Partial<Reporting> {
  readonly region?: string | undefined
  readonly profile?: string | undefined
  /** Instead of what the environment or the profile says. */
  readonly endpoint?: string | undefined
  /** Which of AWS's own hosts is asked where no endpoint is said; left out, the configuration says it. */
  readonly host?: { readonly isFips: boolean; readonly isDualStack: boolean } | undefined
  /** Then no profile is looked at. */
  readonly credentials?: IdentityOptions['credentials']
  /** Of several connections that call as the same; left out: one of its own, out of profile and credentials. */
  readonly identity?: Identity | undefined
  /** Small calls in flight at once, and as many transfers beside them, where no traffic is shared. */
  readonly concurrency: number
  /** Shared by connections of one run; left out: of its own. */
  readonly traffic?: Traffic | undefined
  /** Of which AWS counts the calls, where it is known: those of one account and region share what AWS allows. */
  readonly account?: string | undefined
  readonly patience?: Patience | undefined
}

export interface Client {
  readonly region: string
  /** Where calls go instead of AWS, which may be shown; left out, they go to AWS. */
  readonly endpoint?: string
  readonly reader: Reader
  readonly prober: Prober
  readonly images: ImageCaller
  readonly writer: CallWriter
  readonly deleter: ImageDeleter
  /** Left out: nothing says where it is. */
  readonly tagIndex?: TagIndex
  /**
   * The same identity at the same place in another region: its credentials are not looked for again, and an endpoint that
   * is said stays, because what is meant for an emulator must not reach AWS. To be closed by itself.
   */
  elsewhere(region: string): Promise<Client>
  close(): void
}

/** @throws EcrsyncError NO_REGION, INVALID_ENDPOINT, INVALID_PROFILE */
export const connect = async (connection: Connection): Promise<Client> => open(connection, await accessOf(connection))

async function open(connection: Connection, access: Access): Promise<Client> {
  const traffic = connection.traffic ?? openTraffic(connection)
  const client = clientOf(connection, access, traffic.ways)
  const end = () => {
    client.destroy()
    if (connection.traffic === undefined) traffic.close()
  }
  const region = await client.config.region().catch((error: unknown) => {
    end()
    throw regionFailure(error)
  })
  const { endpoint } = access.place
  const called = { ...access, region }
  const { send, close } = caller(client, connection, { access: called, traffic })
  const tagIndex = tagIndexOf(connection, called, traffic)
  return {
    region,
    ...(endpoint !== undefined && { endpoint }),
    reader: { call: send },
    prober: { call: send },
    images: { call: send },
    deleter: {
      async deleteImages(repositoryName, imageIds) {
        const answer = await send('BatchDeleteImage', { repositoryName, imageIds }, { isOnce: true })
        return { ...answer, ...answered(answer) }
      },
    },
    writer: {
      perform: async ({ action, input }) => answered(await send(action, input as Input<typeof action>)),
      performOnce: async ({ action, input }) =>
        answered(await send(action, input as Input<typeof action>, { isOnce: true })),
    },
    ...(tagIndex && { tagIndex }),
    elsewhere: other => open(connection, { ...access, region: other }),
    close() {
      close()
      tagIndex?.close()
      end()
    },
  }
}

const answered = (answer: Output<Call>): Answered => ({ requestId: requestIdOf(answer) })

type Send = <A extends Call>(action: A, input: Input<A>, options?: CallOptions) => Promise<Output<A>>

interface Calling {
  readonly access: Called
  readonly traffic: Traffic
}

/** Calls of ECR, as the rest of the program makes them. */
function caller(client: ECRClient, connection: Connection, { access, traffic }: Calling) {
  const { emit, target, patience = PATIENCE } = connection
  const { place, region } = access
  const sender = openSender({ pacer: traffic.pacer, place: countedAt(connection, region, place), target, emit })
  const send: Send = (action, input, { signal, isOnce, minTransferRate } = {}) => {
    const isTransfer = action === 'UploadLayerPart'
    const limit = isTransfer ? limitOf(input as Input<'UploadLayerPart'>, patience, minTransferRate) : undefined
    const sending = { ...(signal && { abortSignal: signal }), ...(limit && { limit }) }
    const once = () => renewing(access, () => sendOnce(client, askedOf(access, 'ECR'), { action, input, sending }))
    return sender.send({ action, on: subjectOf(input), signal, isOnce, isTransfer, once })
  }
  return { send, close: sender.close }
}

/** What AWS says of keys that have expired it says of a call that it has not looked at: with new ones it can be made again. */
async function renewing<T>({ identity: { session }, region }: Called, send: () => Promise<T>): Promise<T> {
  const held = session?.held
  try {
    return await send()
  } catch (error) {
    if (!isExpired(error) || session === undefined || held === undefined) throw error
    await session.current(region, held)
    return send()
  }
}

/** The repository that a call is about, by whatever it names it. */
function subjectOf(input: object | undefined): string | undefined {
  const { repositoryName, resourceArn } = (input ?? {}) as { repositoryName?: string; resourceArn?: string }
  return repositoryName ?? resourceArn
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
