import { own } from '../collate.ts'
import { EcrsyncError } from '../errors.ts'
import { PLATFORM } from '../names.ts'
import { invalid } from './failures.ts'
import { digestOf, isIndex, type Manifest, membersOf, parseMembers } from './manifest.ts'
import type { Descriptor } from './store.ts'

interface Platform {
  readonly os: string
  readonly architecture: string
  readonly variant: string
  /** Of Windows; empty: any. */
  readonly osVersion: string
}

/** One that an index lists, with what it says of it. */
interface Listed {
  readonly entry: unknown
  readonly child: Descriptor
  readonly platform: Platform | undefined
}

/** The platform that BuildKit says of what it attests. */
const NONE = 'unknown/unknown'
const SHOWN = 30
/** The image that an attestation of BuildKit is about. Source: BuildKit, docs/attestations/attestation-storage.md */
const ABOUT = 'vnd.docker.reference.digest'

// As containerd and docker read them. Source: containerd, platforms/database.go
const ARCHITECTURES: Readonly<Record<string, readonly [architecture: string, variant?: string]>> = {
  aarch64: ['arm64'],
  armel: ['arm', 'v6'],
  armhf: ['arm', 'v7'],
  i386: ['386'],
  'x86-64': ['amd64'],
  x86_64: ['amd64'],
}
const USUAL_VARIANTS: Readonly<Record<string, string>> = { amd64: 'v1', arm: 'v7', arm64: 'v8' }

/**
 * An index with the images of these platforms alone: the rest of it is as it was, also the order and the bytes of each
 * image, so that the same index and platforms always make the same digest. What attests one of them follows it. An index
 * that holds nothing else stays the one that it is.
 *
 * @throws EcrsyncError PLATFORM_NOT_FOUND where it lacks one, SOURCE_INVALID where it is no index
 */
export function narrowed(index: Manifest, platforms: readonly string[], where: string): Manifest {
  if (!isIndex(index.mediaType)) throw noIndex(index, where)
  const members = parseMembers(index.text) ?? {}
  const listed = listedIn(members, index)
  const wanted = platforms.map(text => ({ text, platform: platformOf(text) }))
  const missing = wanted.filter(({ platform }) => !listed.some(one => isOf(platform, one.platform)))
  if (missing.length > 0) throw notThere(missing.map(({ text }) => text).join(', '), { listed, index, where })
  const own = listed.filter(one => wanted.some(({ platform }) => isOf(platform, one.platform)))
  const kept = withAttestations(listed, own)
  if (kept.length === listed.length) return index
  const text = JSON.stringify({ ...members, manifests: kept.map(({ entry }) => entry) })
  const children = kept.map(({ child }) => child)
  return { ...index, text, children, digest: digestOf(Buffer.from(text)) }
}

function listedIn({ manifests }: ReturnType<typeof parseMembers> & object, { children }: Manifest): readonly Listed[] {
  const entries = Array.isArray(manifests) ? manifests : []
  return children.map((child, at) => ({ entry: entries[at], child, platform: saidOf(entries[at]) }))
}

function saidOf(entry: unknown): Platform | undefined {
  const said = membersOf(membersOf(entry)?.platform)
  const { os, architecture } = said ?? {}
  if (typeof os !== 'string' || typeof architecture !== 'string') return undefined
  const [variant, osVersion] = [said?.variant, said?.['os.version']]
  return plain({ os, architecture, variant: textIn(variant), osVersion: textIn(osVersion) })
}

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '')

/** `OS/ARCHITECTURE`, `OS/ARCHITECTURE/VARIANT`, `windows(10.0.20348)/amd64`. */
function platformOf(text: string): Platform {
  const [, os = '', osVersion = '', architecture = '', variant = ''] = PLATFORM.exec(text) ?? []
  return plain({ os, architecture, variant, osVersion })
}

/** One spelling of each: without its variant, a platform is of the usual one. */
function plain({ os, architecture, variant, osVersion }: Platform): Platform {
  const name = architecture.toLowerCase()
  const [known = name, implied = ''] = own(ARCHITECTURES, name) ?? []
  const said = variant.toLowerCase().replace(/^(?=\d)/, 'v') || implied || own(USUAL_VARIANTS, known) || ''
  return { os: os.toLowerCase(), architecture: known, variant: said, osVersion }
}

/** A version of Windows is also all of its revisions: 10.0.20348 is 10.0.20348.2113. */
function isOf(wanted: Platform, said: Platform | undefined): boolean {
  if (said === undefined) return false
  const { os, architecture, variant, osVersion } = wanted
  const isVersion = osVersion === '' || said.osVersion === osVersion || said.osVersion.startsWith(`${osVersion}.`)
  return isVersion && said.os === os && said.architecture === architecture && said.variant === variant
}

function withAttestations(listed: readonly Listed[], own: readonly Listed[]): readonly Listed[] {
  const [kept, digests] = [new Set(own), new Set(own.map(({ child }) => child.digest))]
  const isAbout = ({ entry }: Listed) => digests.has(textIn(membersOf(membersOf(entry)?.annotations)?.[ABOUT]))
  return listed.filter(one => kept.has(one) || isAbout(one))
}

function textOf({ os, architecture, variant, osVersion }: Platform): string {
  const version = osVersion === '' ? '' : `(${osVersion})`
  const isUsual = variant === '' || (variant === own(USUAL_VARIANTS, architecture) && architecture !== 'arm')
  return `${os}${version}/${architecture}${isUsual ? '' : `/${variant}`}`
}

const noIndex = ({ digest }: Manifest, where: string): EcrsyncError =>
  invalid({
    where,
    what: `${digest} is one image and no index, so there are no platforms to choose from`,
    hint: 'Leave out platforms, or name an index.',
  })

interface Search {
  readonly listed: readonly Listed[]
  readonly index: Manifest
  readonly where: string
}

function notThere(missing: string, { listed, index, where }: Search): EcrsyncError {
  const all = listed.flatMap(({ platform }) => (platform === undefined ? [] : textOf(platform)))
  const there = [...new Set(all)].filter(text => text !== NONE && PLATFORM.test(text))
  const more = there.length > SHOWN ? ` and ${there.length - SHOWN} more` : ''
  const shown = there.length === 0 ? 'no image that says its platform' : there.slice(0, SHOWN).join(', ') + more
  return new EcrsyncError('PLATFORM_NOT_FOUND', 'The source of an image lacks a platform', {
    detail: `${where}: ${index.digest} has no ${missing}; it has ${shown}`,
    hint: 'Name platforms that it has, each as OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT.',
  })
}
