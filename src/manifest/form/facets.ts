import { isFields } from '../../kinds/canonical.ts'
import { KINDS } from '../../kinds/index.ts'
import type { Kind } from '../../kinds/kind.ts'

/** The kinds of what a repository has: layers and repositories say what is wished of these. */
export const REPOSITORY_KINDS: readonly Kind[] = KINDS.filter(({ scope }) => scope === 'repository')

/** The kinds of what the registry itself has: said once, at the root. */
export const REGISTRY_KINDS: readonly Kind[] = KINDS.filter(({ scope }) => scope === 'registry')

/** The settings that a repository and a layer of defaults share, by the keys that they have in a manifest. */
export const FACETS: readonly string[] = REPOSITORY_KINDS.flatMap(({ manifest }) => Object.keys(manifest))

/** Those of them that an entry of `discovered` may say. */
export const DISCOVERED_FACETS: readonly string[] = REPOSITORY_KINDS.filter(
  ({ onlyDeclared }) => !onlyDeclared,
).flatMap(({ manifest }) => Object.keys(manifest))

/** The settings of the registry itself. */
export const REGISTRY_FACETS: readonly string[] = REGISTRY_KINDS.flatMap(({ manifest }) => Object.keys(manifest))

/** Settings that layers merge key by key. */
export const KEYED_FACETS: readonly string[] = REPOSITORY_KINDS.flatMap(({ layering }) => layering?.byKey ?? [])

/** Those of them whose values are texts. */
export const TEXT_FACETS: readonly string[] = REPOSITORY_KINDS.flatMap(({ manifest, layering }) =>
  (layering?.byKey ?? []).filter(facet => isOfTexts(manifest[facet])),
)

/** The key of a layer or repository for texts that `${{ vars.NAME }}` stands for: merged by key, too, but no setting of ECR. */
export const VARS = 'vars'

/** The key of a block for settings that are left to others: no setting itself, and kept by the name of one. */
export const UNMANAGED = 'unmanaged'

/** The key of a layer, a repository or the registry for checks that are not to be told: merged by check. */
export const WAIVE = 'waive'

/** The key of a block for the targets that it is for, and of the root for the targets themselves. */
export const TARGETS = 'targets'

function isOfTexts(schema: object | undefined): boolean {
  const { additionalProperties: values } = schema as { readonly additionalProperties?: unknown }
  return isFields(values) && Array.isArray(values.type) && values.type.includes('string')
}

const TOGETHER = REPOSITORY_KINDS.flatMap(({ layering }) => layering?.together ?? [])

/** The settings that are one whole with this one. */
export const groupOf = (facet: string): readonly string[] => TOGETHER.find(group => group.includes(facet)) ?? [facet]

export interface DocumentFacet {
  readonly facet: string
  readonly kind: Kind
  /** Left out: none of them has a name. */
  readonly named?: string
  readonly joins: boolean
  /** A list may hold `live`. */
  readonly isShared: boolean
}

/** A document that has a name at the root. */
export type NamedFacet = DocumentFacet & { readonly named: string }

/** Settings that may be given by file, and most of them by name. */
export const DOCUMENT_FACETS: readonly DocumentFacet[] = KINDS.flatMap(kind => {
  const [facet] = Object.keys(kind.manifest)
  const { documents } = kind
  if (documents === undefined || facet === undefined) return []
  const { named, joins, shared } = documents
  return [{ facet, kind, joins, isShared: shared !== undefined, ...(named !== undefined && { named }) }]
})

export const NAMED_FACETS: readonly NamedFacet[] = DOCUMENT_FACETS.filter(
  (documents): documents is NamedFacet => documents.named !== undefined,
)

export const documentFacet = (facet: string): DocumentFacet | undefined =>
  DOCUMENT_FACETS.find(candidate => candidate.facet === facet)

/** Fields of each thing of a keyed setting that are documents. */
export const embeddedIn = (facet: string): readonly DocumentFacet[] =>
  (keyedKind(facet)?.embeds ?? []).map(field => documentFacet(field) as DocumentFacet)

/** Whether it is laid key by key, of a repository or of the registry. */
export const isKeyed = (facet: string): boolean => facet === VARS || facet === WAIVE || keyedKind(facet) !== undefined

/** The kind whose facet is one map of many things. */
export const keyedKind = (facet: string): Kind | undefined =>
  KINDS.find(({ layering }) => layering?.byKey?.includes(facet))
