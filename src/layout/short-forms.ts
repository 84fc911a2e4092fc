import { isDeepStrictEqual } from 'node:util'
import type { Document, Node } from 'yaml'
import { KINDS } from '../kinds/index.ts'
import type { Kind } from '../kinds/kind.ts'
import { hasPlaceholder } from '../kinds/placeholder.ts'
import type { Fields } from '../model.ts'
import { nothing } from './scalars.ts'
import {
  hasTies,
  isCollection,
  isMembers,
  isRemarked,
  isSaid,
  joinedComments,
  type Member,
  type Members,
  membersOf,
} from './tree.ts'

/** Sections of which each entry is a block of settings. */
const BLOCKS: readonly string[] = ['defaults', 'repositories', 'discovered', 'registry']

/** Says settings in the shortest form that comes to exactly the same, where no comment would have to go. */
export function shorten(document: Document, root: Members): void {
  for (const { key, value } of root.items as Member[]) {
    const section = key.value
    const named = KINDS.find(({ documents }) => documents?.named === section)
    if (!isCollection(value)) continue
    if (named && isMembers(value)) for (const member of value.items as Member[]) shortenOne(document, member, named)
    if (section === 'registry' && isMembers(value)) shortenBlock(document, value)
    else if (BLOCKS.includes(section)) for (const [, block] of membersOf(value)) shortenBlock(document, block)
    if (section !== 'repositories' || !isMembers(value)) continue
    for (const member of value.items as Member[]) dropEmpty(member)
  }
}

function shortenBlock(document: Document, block: Node): void {
  if (!isMembers(block)) return
  for (const member of block.items as Member[]) {
    const kind = KINDS.find(({ manifest }) => Object.hasOwn(manifest, member.key.value))
    if (kind) shortenOne(document, member, kind, member.key.value)
  }
}

/** Of a repository that takes all from the layers, nothing stands there. */
function dropEmpty(member: Member): void {
  const { key, value } = member
  if (!isMembers(value) || value.items.length > 0 || hasTies(value)) return
  // Behind nothing there is room for one of them.
  if (isSaid(key.comment)) key.commentBefore = joinedComments(key.commentBefore, value.comment)
  else key.comment = value.comment ?? null
  member.value = nothing()
}

function shortenOne(
  document: Document,
  member: Member,
  kind: Kind,
  facet = Object.keys(kind.manifest)[0] as string,
): void {
  const { value } = member
  if (!isCollection(value) || hasTies(value) || isRemarked(value)) return
  const written: unknown = value.toJS(document)
  const short = shortOf(kind, facet, written)
  if (short === undefined) return
  const node = document.createNode(short) as Node
  node.comment = value.comment ?? null
  if (isCollection(node)) node.flow = true
  member.value = node
}

/** What comes to another thing in another partition is not the same. */
const REGIONS = ['us-east-1', 'cn-north-1']

/** Undefined where there is no shorter form, or where it is not known to be the same. */
function shortOf(kind: Kind, facet: string, written: unknown): unknown {
  if (!isPlain(kind, written)) return undefined
  const specs = REGIONS.map(region => specOf(kind, facet, written, region))
  const [spec] = specs
  if (spec === undefined || spec === null) return undefined
  const short = kind.states?.(facet, spec, { account: '', region: REGIONS[0] as string })?.[facet]
  if (short === undefined || sizeOf(short) >= sizeOf(written)) return undefined
  const others = REGIONS.map(region => specOf(kind, facet, short, region))
  return isDeepStrictEqual(others, specs) ? short : undefined
}

/** One document, or one setting, of which all is said here: no variable, and nothing that is there. */
function isPlain({ states, embeds, names, manifest, documents }: Kind, written: unknown): boolean {
  const text = JSON.stringify(written)
  const isOne = embeds === undefined && names === undefined && Object.keys(manifest).length === 1
  const isJoined = documents?.joins === true && Array.isArray(written)
  return states !== undefined && isOne && !isJoined && !hasPlaceholder(text) && !NOT_ALONE.test(text)
}

const NOT_ALONE = /"(?:live|absent|file)"/

/** What a setting comes to where nothing is; undefined where it is refused. */
function specOf(kind: Kind, facet: string, value: unknown, region: string): Fields | null | undefined {
  const context = { region, accounts: new Map() }
  const declared = { [facet]: kind.documents ? [{ body: value }] : value }
  const isRefused = kind.check(declared, context).some(({ severity = 'error' }) => severity === 'error')
  const [want] = isRefused ? [] : kind.want(declared, context).values()
  const spec = want === undefined ? undefined : kind.merge(null, want)
  return spec ? kind.canonical(spec) : undefined
}

/** Values in it, with itself. */
function sizeOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce((sum: number, inner) => sum + sizeOf(inner), 1)
}
