import { AwsError } from '../errors.ts'
import type { TagLag } from '../faults/tag-lag.ts'
import type { Repository } from '../model.ts'
import { foreignOperation, type Operation } from '../operations/operation.ts'
import { type Listing, page } from '../operations/paging.ts'
import { flag, integer, list, optional, type Read, structure, text } from '../operations/shapes.ts'
import { repositoryArn } from '../registry-place.ts'
import type { Registry } from '../storage/registry.ts'

const tagFilter = structure({
  Key: optional(text({ min: 1, max: 128 })),
  Values: optional(list(text({ max: 256 }), { max: 20 })),
})

const input = structure({
  PaginationToken: optional(text({ max: 2048 })),
  TagFilters: optional(list(tagFilter, { max: 50 })),
  ResourcesPerPage: optional(integer({ min: 1, max: 100 })),
  TagsPerPage: optional(integer({ min: 100, max: 500 })),
  ResourceTypeFilters: optional(list(text({ max: 256 }), { max: 100 })),
  IncludeComplianceDetails: optional(flag),
  ExcludeCompliantResources: optional(flag),
  ResourceARNList: optional(list(text({ min: 1, max: 1011 }), { min: 1, max: 100 })),
})

/** The one operation of the Resource Groups Tagging API, for what ECR can tag. Source: its API reference. */
export const taggingOperations = (lag: TagLag): ReadonlyMap<string, Operation> =>
  new Map([['GetResources', getResources(lag)]])

const getResources = (lag: TagLag): Operation =>
  foreignOperation(input, ({ registry }, asked) => {
    refuseMixture(asked)
    const start = repositoryArn(registry, '')
    const nameIn = (arn: string) => (arn.startsWith(start) ? arn.slice(start.length) : '')
    const isWanted = matcher(asked)
    const resources = (repositories: Iterable<Repository>) => resourcesOf(repositories, { registry, lag })
    if (asked.ResourceARNList) {
      const names = [...new Set(asked.ResourceARNList.map(nameIn))].filter(registry.has).sort()
      const named = [...resources(names.map(registry.repository))].filter(isWanted)
      return { PaginationToken: '', ResourceTagMappingList: named }
    }
    const listing: Listing<Resource> = {
      list: from => resources(registry.list(nameIn(from))),
      keyOf: ({ ResourceARN }) => ResourceARN,
      isWanted,
    }
    const { PaginationToken: token, ResourcesPerPage = 50 } = asked
    const request = { nextToken: token === '' ? undefined : token, maxResults: ResourcesPerPage }
    const { items, nextToken = '' } = page(listing, request)
    return { PaginationToken: nextToken, ResourceTagMappingList: items }
  })

function* resourcesOf(repositories: Iterable<Repository>, { registry, lag }: { registry: Registry; lag: TagLag }) {
  for (const { name, tags, everTagged } of repositories) {
    const ResourceARN = repositoryArn(registry, name)
    const listed = lag.listed(ResourceARN, everTagged ? tags : undefined)
    if (listed !== undefined) yield { ResourceARN, Tags: listed }
  }
}

function refuseMixture({
  ResourceARNList,
  TagFilters,
  ResourceTypeFilters,
  ResourcesPerPage,
  PaginationToken,
}: Read<typeof input>) {
  const others = [TagFilters, ResourceTypeFilters, ResourcesPerPage, PaginationToken]
  if (ResourceARNList === undefined || others.every(other => other === undefined)) return
  throw new AwsError('InvalidParameterException', 'ResourceARNList cannot be combined with filters or pages')
}

type Resource = {
  readonly ResourceARN: string
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[]
}

const matcher = ({ ResourceTypeFilters: types, TagFilters: filters = [] }: Read<typeof input>) => {
  return ({ Tags }: Resource): boolean =>
    (types === undefined || types.length === 0 || types.some(type => ['ecr', 'ecr:repository'].includes(type))) &&
    filters.every(({ Key, Values = [] }) =>
      Tags.some(tag => tag.Key === Key && (Values.length === 0 || Values.includes(tag.Value))),
    )
}
