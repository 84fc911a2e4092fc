import type { ServerResponse } from 'node:http'
import { answer, openRelay, type Relay, type Reply } from '../relay.ts'

/** What comes of a call instead of its answer. */
export type Fate =
  | { readonly is: 'answered'; readonly status: number; readonly name: string; readonly message: string }
  /** Not as ECR answers, and nothing has happened: by something on the way. */
  | { readonly is: 'page'; readonly status: number }
  | { readonly is: 'dropped'; readonly isDone: boolean }
  | { readonly is: 'silence' }
  /** It has happened, and what is said of it cannot be read. */
  | { readonly is: 'garbled' }
  | { readonly is: 'cut' }
  /** Of a listing of tags: those that were there before. */
  | { readonly is: 'stale' }

/** A call as it comes by. */
export interface Passing {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}

/** Stands between a client and the registry, and hurts some calls. */
export interface Wire extends Relay {
  /** Of all calls that came by, in their order. */
  readonly operations: readonly string[]
}

export async function openWire(registry: string, fateOf: (call: Passing) => Fate | undefined): Promise<Wire> {
  const operations: string[] = []
  const relay = await openRelay(registry, async ({ operation, body, response, forward }) => {
    if (operation === undefined) return answer(response, await forward())
    operations.push(operation)
    const fate = fateOf({ operation, input: JSON.parse(body.toString() || '{}') })
    await (fate === undefined ? forward().then(reply => answer(response, reply)) : ended(response, fate, forward))
  })
  return { ...relay, operations }
}

async function ended(response: ServerResponse, fate: Fate, forward: () => Promise<Reply>): Promise<void> {
  switch (fate.is) {
    case 'answered': {
      const body = JSON.stringify({ __type: fate.name, message: fate.message })
      return void response.writeHead(fate.status, { 'content-type': 'application/x-amz-json-1.1' }).end(body)
    }
    case 'page':
      return void response.writeHead(fate.status, { 'content-type': 'text/html' }).end(PAGE)
    case 'dropped':
      if (fate.isDone) await forward()
      return void response.destroy()
    case 'silence':
      return undefined
    case 'garbled':
      await forward()
      return void response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE)
    case 'cut':
      return cutShort(response, await forward())
    case 'stale':
      return answer(response, before(await forward()))
  }
}

const PAGE = '<html><body>Something on the way</body></html>'

const TAGS_BEFORE = [{ Key: 'team', Value: 'as it was' }]

function before({ status, headers, body }: Reply): Reply {
  const { ResourceTagMappingList, ...more } = JSON.parse(body.toString()) as Listing
  const list = ResourceTagMappingList.map(one => ({ ...one, Tags: TAGS_BEFORE }))
  const text = Buffer.from(JSON.stringify({ ...more, ResourceTagMappingList: list }))
  return { status, headers: { ...headers, 'content-length': String(text.length) }, body: text }
}

interface Listing {
  readonly ResourceTagMappingList: readonly object[]
}

function cutShort(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'content-length': body.length + 1 })
  response.write(body.subarray(0, body.length - 1), () => response.destroy())
}
