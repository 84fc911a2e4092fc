import { AwsError } from '../errors.ts'
import type { TagLag } from '../faults/tag-lag.ts'
import { type Operation, operation } from '../operations/operation.ts'
import { page } from '../operations/paging.ts'
import { flag, integer, list, optional, type Read, structure, text } from '../operations/shapes.ts'
import { repositoryArn } from '../place.ts'

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
  operation(input, ({ registry }, asked) => {
    refuseMixture(asked)
    const resources = registry.list().flatMap(({ name, tags, everTagged }) => {
      const arn = repositoryArn(registry, name)
      const listed = lag.listed(arn, everTagged ? tags : undefined)
      return listed === undefined ? [] : [{ ResourceARN: arn, Tags: listed }]
    })
    const wanted = resources.filter(isWanted(asked))
    if (asked.ResourceARNList) return { PaginationToken: '', ResourceTagMappingList: wanted }
    const { PaginationToken: token, ResourcesPerPage = 50 } = asked
    const request = { nextToken: token === '' ? undefined : token, maxResults: ResourcesPerPage }
    const { items, nextToken = '' } = page(wanted, ({ ResourceARN }) => ResourceARN, request)
    return { PaginationToken: nextToken, ResourceTagMappingList: items }
  })

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

const isWanted = (asked: Read<typeof input>) => {
  const { ResourceTypeFilters: types, ResourceARNList: arns, TagFilters: filters = [] } = asked
  return ({ ResourceARN, Tags }: Resource): boolean =>
    (types === undefined || types.length === 0 || types.some(type => ['ecr', 'ecr:repository'].includes(type))) &&
    (arns === undefined || arns.includes(ResourceARN)) &&
    filters.every(({ Key, Values = [] }) =>
      Tags.some(tag => tag.Key === Key && (Values.length === 0 || Values.includes(tag.Value))),
    )
}
