import { AwsError } from '../errors.ts'
import type { Reply } from '../http/exchange.ts'
import { epochSeconds } from '../operations/operation.ts'
import { type Page, type PageRequest, page } from '../operations/paging.ts'
import { imageStatusOf } from '../rules/image-status.ts'
import type { Endpoint, Exchange } from './endpoint.ts'
import { unsupported, VERSION } from './errors.ts'

const LARGEST_PAGE = 1000

/** Tags of images that can be pulled. */
function tags(exchange: Exchange): Reply {
  const { context, repositoryName: name } = exchange
  const { images, imageTags } = context.registry.contents(name)
  const isActive = (digest: string) => {
    const image = images.get(digest)
    return image !== undefined && imageStatusOf(image, epochSeconds(context.now)) === 'ACTIVE'
  }
  const all = [...imageTags.values()].filter(({ digest }) => isActive(digest)).map(({ tag }) => tag)
  const { items, link } = pageOf(exchange, all, `/v2/${name}/tags/list`)
  return { status: 200, headers: { ...VERSION, ...link, ...PLAIN }, body: `${JSON.stringify({ name, tags: items })}\n` }
}

function catalog(exchange: Exchange): Reply {
  const names = exchange.context.registry.list().map(({ name }) => name)
  const { items, link } = pageOf(exchange, names, '/v2/_catalog')
  return {
    status: 200,
    headers: { ...VERSION, ...link, ...PLAIN },
    body: `${JSON.stringify({ repositories: items })}\n`,
  }
}

/** As ECR says it, of JSON. */
const PLAIN = { 'content-type': 'text/plain; charset=utf-8' }

function pageOf({ query }: Exchange, all: readonly string[], path: string) {
  const size = Number(query.get('n') ?? 100)
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_PAGE) {
    const bound = size > LARGEST_PAGE ? `less than or equal to ${LARGEST_PAGE}` : 'greater than or equal to 1'
    throw unsupported(
      `Invalid parameter at 'maxResults' failed to satisfy constraint: 'Member must have value ${bound}'`,
    )
  }
  const request = { nextToken: query.get('last') ?? undefined, maxResults: size }
  const { items, nextToken } = pageAfter(all.toSorted(byCode), request)
  const next =
    nextToken === undefined
      ? undefined
      : `<${path}?${new URLSearchParams({ last: nextToken, n: String(size) })}>; rel="next"`
  return { items, link: next === undefined ? {} : { link: next } }
}

function pageAfter(all: readonly string[], request: PageRequest): Page<string> {
  try {
    return page(all, one => one, request)
  } catch (error) {
    throw error instanceof AwsError ? unsupported(error.message) : error
  }
}

const byCode = (one: string, other: string) => (one < other ? -1 : 1)

export const LISTINGS: readonly Endpoint[] = [
  { methods: ['GET'], path: /^\/v2\/(.+)\/tags\/list()$/, operation: 'ListImages', answer: tags },
  { methods: ['GET'], path: /^\/v2\/()_catalog()$/, operation: 'DescribeRepositories', answer: catalog },
]
