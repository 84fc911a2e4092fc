import { hostOfRegistry, registryOfHost } from '../../names.ts'

const ARN = /^arn:[^:]*:ecr:([^:]+):(\d{12}):repository\/(.+)$/
const LOCAL = /^(?:\.{0,2}\/|\.{1,2}$|~\/|[a-z]:[\\/])/i
/** Other tools have these forms for what is no layout. Source: containers-transports(5) */
const CONVERTED = /^(?:docker-archive|docker-daemon|containers-storage|dir):(?=.)/

/**
 * What is written for an address as a console, a Dockerfile or a shell has it; undefined for what is none of these, such
 * as a name alone.
 */
export function formOfPasted(given: string): string | undefined {
  const text = given.trim()
  const bare = text.replace(/^(?:(?:ecr|docker|oci):(?:\/\/)?)?(?:https?|docker|oci):\/\//i, '')
  if (bare.includes('://')) return undefined
  const [, region, account, name] = ARN.exec(bare) ?? []
  if (region !== undefined && account !== undefined) return `ecr:${hostOfRegistry({ account, region })}/${name}`
  if (LOCAL.test(text)) return `${/\.(?:tar|tgz|tar\.gz)(?:$|:)/.test(text) ? 'oci-archive' : 'oci'}:${text}`
  return ofHost(bare.replace(/^ecr:/, ''))
}

function ofHost(text: string): string | undefined {
  const [host = '', ...rest] = text.split('/')
  if (rest.length === 0) return undefined
  if (registryOfHost(host) !== undefined) return `ecr:${text}`
  return isHost(host) ? `docker://${text}` : undefined
}

/** As docker tells a host from a folder. */
const isHost = (text: string): boolean => /[.:]/.test(text) || text === 'localhost'

/** An image of Docker Hub, as a Dockerfile names it. */
export function formOfHub(text: string): string | undefined {
  const [name = ''] = text.split(/[:@]/)
  return /^[a-z0-9]+(?:[_-]+[a-z0-9]+)*$/.test(name) && name !== 'localhost'
    ? `docker://docker.io/library/${text}`
    : undefined
}

/** What another tool has to make of it first. */
export const convertedFrom = (text: string): string | undefined =>
  CONVERTED.test(text)
    ? `Make a layout of it: skopeo copy ${text} oci-archive:IMAGE.tar, and write oci-archive:IMAGE.tar`
    : undefined
