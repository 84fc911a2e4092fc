import { AwsError } from '../errors.ts'
import type { Reply } from '../http/exchange.ts'
import type { ImageTag, Repository } from '../model.ts'
import { epochSeconds } from '../operations/operation.ts'
import { type Listing, type Page, type PageRequest, page } from '../operations/paging.ts'
import { imageStatusOf } from '../rules/image-status.ts'
import type { Endpoint, Exchange } from './endpoint.ts'
import { unsupported, VERSION } from './errors.ts'

const LARGEST_PAGE = 1000

/** Tags of images that can be pulled. */
function tags(exchange: Exchange): Reply {
  const { context, repositoryName: name } = exchange
  const { images, imageTags } = context.registry.contents(name)
  const isWanted = ({ digest }: ImageTag) => {
    const image = images.get(digest)
    return image !== undefined && imageStatusOf(image, epochSeconds(context.now)) === 'ACTIVE'
  }
  const listing = { list: imageTags.list, keyOf: ({ tag }: ImageTag) => tag, isWanted }
  const { keys: tags, link } = pageOf(exchange, listing, `/v2/${name}/tags/list`)
  return { status: 200, headers: { ...VERSION, ...link, ...PLAIN }, body: `${JSON.stringify({ name, tags })}\n` }
}

function catalog(exchange: Exchange): Reply {
  const listing = { list: exchange.context.registry.list, keyOf: ({ name }: Repository) => name }
  const { keys: repositories, link } = pageOf(exchange, listing, '/v2/_catalog')
  return { status: 200, headers: { ...VERSION, ...link, ...PLAIN }, body: `${JSON.stringify({ repositories })}\n` }
}

/** As ECR says it, of JSON. */
const PLAIN = { 'content-type': 'text/plain; charset=utf-8' }

function pageOf<T>({ query }: Exchange, listing: Listing<T>, path: string) {
  const size = Number(query.get('n') ?? 100)
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_PAGE) {
    const bound = size > LARGEST_PAGE ? `less than or equal to ${LARGEST_PAGE}` : 'greater than or equal to 1'
    throw unsupported(
      `Invalid parameter at 'maxResults' failed to satisfy constraint: 'Member must have value ${bound}'`,
    )
  }
  const request = { nextToken: query.get('last') ?? undefined, maxResults: size }
  const { items, nextToken } = pageAfter(listing, request)
  const next =
    nextToken === undefined
      ? undefined
      : `<${path}?${new URLSearchParams({ last: nextToken, n: String(size) })}>; rel="next"`
  return { keys: items.map(listing.keyOf), link: next === undefined ? {} : { link: next } }
}

function pageAfter<T>(listing: Listing<T>, request: PageRequest): Page<T> {
  try {
    return page(listing, request)
  } catch (error) {
    throw error instanceof AwsError ? unsupported(error.message) : error
  }
}

export const LISTINGS: readonly Endpoint[] = [
  { methods: ['GET'], path: /^\/v2\/(.+)\/tags\/list()$/, operation: 'ListImages', answer: tags },
  { methods: ['GET'], path: /^\/v2\/()_catalog()$/, operation: 'DescribeRepositories', answer: catalog },
]
