import type { GetResourcesCommandInput as Asked } from '@aws-sdk/client-resource-groups-tagging-api'
import { EcrsyncError } from '../errors.ts'
import { failureOf, type Service } from './call-failures.ts'
import type { Connection } from './client.ts'
import { placeOf } from './endpoint.ts'
import { checkForm } from './form.ts'
import { pages } from './pages.ts'
import { isLoopback } from './reach.ts'
import { type Access, askedOf, type Called, configOf } from './sdk.ts'
import { openSender } from './sender.ts'
import { countedAt, type Traffic } from './traffic.ts'
import { PATIENCE, timeout, within } from './within.ts'

/** What the index has of one repository. */
export interface Tagged {
  readonly arn: string
  readonly tags: readonly Tag[]
}

interface Tag {
  readonly Key: string
  readonly Value: string
}

/**
 * The index of the Resource Groups Tagging API: a hundred repositories a call, where ECR tells the tags of one. It lags
 * behind ECR, and a repository that never had a tag is not in it. Source: its API reference, GetResources.
 */
export interface TagIndex {
  /** Somebody says where it is, or AWS has it; otherwise it is where ECR is, or nowhere. */
  readonly isCertain: boolean
  /**
   * Those that carry a tag, page by page.
   * @throws EcrsyncError what any call throws, and where a page is not one, or there is no end of them
   */
  pages(tag: { readonly key: string; readonly value: string }): AsyncGenerator<readonly Tagged[]>
  /** Of these, as many as a call takes, those that it has. @throws EcrsyncError what any call throws, and where it is no answer */
  of(arns: readonly string[]): Promise<readonly Tagged[]>
  close(): void
}

/** Source: API reference, GetResources, ResourceARNList and ResourcesPerPage. */
export const ARNS_A_CALL = 100

const TAGGING: Service = {
  name: 'Resource Groups Tagging',
  prefix: 'tag',
  settings: 'AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API, AWS_ENDPOINT_URL, endpoint_url of the profile',
}

/** ECR is asked where this has failed as often. */
const TRIES = 4
/** Of a page: where a network lets calls get to ECR alone, nobody answers, and ECR tells the tags as well. */
const LONGEST_MS = 5_000
/** Ten times what the largest registry takes, whose pages are of a hundred. */
const MOST_PAGES = 10_000
const PAGES = { ResourceTypeFilters: ['ecr:repository'], ResourcesPerPage: ARNS_A_CALL }

/** Left out: nothing says where it is. What is wrong with what says it is thrown where it is read: whoever reads no tags is not to fail of it. */
export function tagIndexOf(connection: Connection, access: Called, traffic: Traffic): TagIndex | undefined {
  const at = whereverItIs(connection, access)
  if (at === undefined) return undefined
  const isCertain = at instanceof EcrsyncError || at.isCertain
  let opened: Promise<Asking> | undefined
  const ask = async (input: Asked): Promise<Page> => {
    if (at instanceof EcrsyncError) throw at
    opened ??= openAsking(connection, { ...access, place: at.place }, traffic)
    return (await opened).ask(input)
  }
  return {
    isCertain,
    async *pages({ key, value }) {
      const asked = { ...PAGES, TagFilters: [{ Key: key, Values: [value] }] }
      const endless = (does: string) => notPages(`The tagging API ${does}`)
      const listing = pages(PaginationToken => ask({ ...asked, PaginationToken }), { most: MOST_PAGES, endless })
      for await (const { resources } of listing) yield resources
    },
    of: async arns => (await ask({ ResourceARNList: [...arns] })).resources,
    close() {
      opened?.then(
        ({ close }) => close(),
        () => {},
      )
    },
  }
}

function whereverItIs(connection: Connection, access: Access) {
  try {
    return placeOfIndex(connection, access)
  } catch (error) {
    if (error instanceof EcrsyncError) return error
    throw error
  }
}

/**
 * What is given for ECR on this machine is an emulator, which has all in one place, and nothing that is meant for it goes
 * elsewhere. Any other endpoint of ECR may know ECR alone.
 */
function placeOfIndex({ endpoint: given }: Connection, { place, identity: { profile } }: Access) {
  const same = { place, isCertain: false }
  if (given !== undefined && isHere(given)) return same
  const said = { place: placeOf('RESOURCE_GROUPS_TAGGING_API', profile), isCertain: true }
  if (said.place.endpoint !== undefined || place.endpoint === undefined) return said
  return isHere(place.endpoint) ? same : undefined
}

const isHere = (endpoint: string): boolean => isLoopback(new URL(endpoint))

interface Page {
  readonly resources: readonly Tagged[]
  readonly nextToken?: string | undefined
}

interface Asking {
  ask(input: Asked): Promise<Page>
  close(): void
}

/** Loaded where it is wanted: most runs are about few repositories. */
async function openAsking(connection: Connection, access: Called, traffic: Traffic): Promise<Asking> {
  const { ResourceGroupsTaggingAPIClient, GetResourcesCommand } = await import(
    '@aws-sdk/client-resource-groups-tagging-api'
  )
  const { emit, target, patience = PATIENCE } = connection
  const client = new ResourceGroupsTaggingAPIClient(configOf(connection, access, traffic.ways))
  const counted = countedAt(connection, access.region, access.place)
  const retries = { most: Math.min(TRIES, Number(process.env.AWS_MAX_ATTEMPTS) || TRIES) }
  const sender = openSender({ pacer: traffic.pacer, place: counted, target, emit, retries })
  const milliseconds = Math.min(LONGEST_MS, patience.whole)
  const limit = { milliseconds, error: timeout(`no answer in ${milliseconds / 1000} s`) }
  const failed = (error: unknown): never => {
    throw failureOf(error, { ...askedOf(access, TAGGING.name), action: 'GetResources', service: TAGGING })
  }
  return {
    async ask(input) {
      const command = new GetResourcesCommand(input)
      const once = () => within(limit, undefined, abortSignal => client.send(command, { abortSignal })).catch(failed)
      return pageOf(await sender.send({ action: 'GetResources', once }))
    },
    close() {
      sender.close()
      client.destroy()
    },
  }
}

interface Answer {
  readonly PaginationToken?: string | undefined
  readonly ResourceTagMappingList?:
    | readonly {
        readonly ResourceARN?: string | undefined
        readonly Tags?:
          | readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[]
          | undefined
      }[]
    | undefined
}

/** @throws EcrsyncError AWS_ERROR where it is none */
function pageOf(answer: Answer): Page {
  checkForm('GetResources', answer)
  const { ResourceTagMappingList: mappings, PaginationToken: nextToken } = answer
  if (mappings === undefined) throw notPages('The tagging API answers no list')
  const resources = mappings.map(({ ResourceARN: arn = '', Tags = [] }) => ({
    arn,
    tags: Tags.map(({ Key = '', Value = '' }) => ({ Key, Value })),
  }))
  return { resources, nextToken }
}

/** A page without a list, taken for an empty one, would say of every repository that it has no tag. */
const notPages = (message: string): EcrsyncError =>
  new EcrsyncError('AWS_ERROR', message, {
    detail: 'It answers pages of ResourceTagMappingList, of which the last has no token.',
    hint: `Check ${TAGGING.settings} and any proxy on the way.`,
  })
