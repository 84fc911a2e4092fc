import { byText, grouped, own } from '../../collate.ts'
import { documentFacet } from '../../manifest/form/facets.ts'
import type { Fields } from '../../model.ts'
import { MANIFEST_FILE } from '../../names.ts'
import type { HeldRegistry, LeftOut, LeftToGlob } from '../held.ts'
import { type AccountNames, accountNames } from './accounts.ts'
import { alikeIn } from './alike.ts'
import { withDocuments } from './bodies.ts'
import { type Block, type Layering, layeringOf } from './layering.ts'
import type { Layer } from './layers.ts'
import { type RegistryLayer, registryLayersOf } from './registry.ts'
import { leftOutRemarks, leftToGlobRemarks } from './remarks.ts'
import { fieldsOf, type Said } from './settings.ts'
import { type Naming, namingOf, type Use } from './shared-documents.ts'
import { allOf, selectorsOf, type TargetSet, targetEntries } from './targets.ts'
import { type DraftFile, textOf } from './text.ts'

export type { DraftFile }

export interface DraftOptions {
  /** Whose manifest it is. */
  readonly name: string
  /** `by-prefix`: the repositories of each first segment of their names are in a file of their own. */
  readonly layout: 'flat' | 'by-prefix'
  /** Account id → the name that it has already. */
  readonly accounts?: AccountNames
  /** Keys of a root that there is, to be kept: its targets, for one. */
  readonly root?: Fields
  /** Targets of that root whose registries are not held here: nothing is said of them. */
  readonly others?: readonly string[]
  readonly leftOut?: readonly LeftOut[]
  readonly leftToGlobs?: readonly LeftToGlob[]
}

/**
 * A manifest that comes to exactly what these registries hold, with what many have in common said once: in layers by the
 * names of repositories, in documents with names, and by targets. The first file is the root.
 */
export function factored(registries: readonly HeldRegistry[], options: DraftOptions): readonly DraftFile[] {
  const isFlat = options.layout === 'flat'
  const fileOf = isFlat ? () => '' : firstSegment
  const accounts = accountNames(registries, namesOfOne(options))
  const inTargets = alikeIn(registries, accounts)
  const layering = layeringOf(
    inTargets.map(({ repositories }) => repositories),
    fileOf,
    isFlat,
  )
  const registry = registryLayersOf(inTargets.map(one => one.registry))
  const naming = namingOf(usesIn(layering, registry))
  const saying = sayingOf(registries, options, naming)
  const files = [...new Set(layering.blocks.map(({ file }) => file))].filter(file => file !== '').sort(byText)
  const fragments = files.map(file => ({
    path: pathOf(file),
    text: textOf({ form: 'fragment', sections: sectionsOf(file, layering, saying) }),
  }))
  const include = fragments.map(({ path }) => path)
  return [rootFile(registries, options, { accounts, include, layering, registry, saying }), ...fragments]
}

/** A name for several accounts is none for one of them. */
function namesOfOne({ accounts = new Map(), root }: DraftOptions): AccountNames {
  const written = (root?.accounts ?? {}) as Fields
  return new Map([...accounts].filter(([, name]) => !Array.isArray(own(written, name))))
}

/** What is filled in later belongs to no file of its own. */
function firstSegment(name: string): string {
  const [segment = '', ...others] = name.split('/')
  return others.length === 0 || segment.includes('${{') ? '' : segment
}

/** No fragment is the root. */
const pathOf = (prefix: string): string =>
  `${prefix}.yaml` === MANIFEST_FILE ? `${prefix}-repositories.yaml` : `${prefix}.yaml`

interface Root {
  readonly accounts: AccountNames
  readonly include: readonly string[]
  readonly layering: Layering
  readonly registry: readonly RegistryLayer[]
  readonly saying: Saying
}

function rootFile(
  registries: readonly HeldRegistry[],
  { name, root, leftOut = [], leftToGlobs = [] }: DraftOptions,
  { accounts, include, layering, registry, saying }: Root,
): DraftFile {
  const targets = targetEntries(registries, root?.targets)
  const written = (root?.accounts ?? {}) as Fields
  const names = { ...Object.fromEntries([...accounts].map(([id, called]) => [called, id])), ...written }
  const sections = {
    ...root,
    version: 1,
    name,
    ...(Object.keys(names).length > 0 && { accounts: names }),
    ...(targets && { targets }),
    ...(include.length > 0 && { include }),
    ...sectionsOf('', layering, saying),
    ...registrySection(registry, saying),
  }
  const remarks = [...leftToGlobRemarks(leftToGlobs), ...leftOutRemarks(leftOut)]
  return { path: MANIFEST_FILE, text: textOf({ form: 'manifest', sections, remarks }) }
}

/** How layers and repositories say their documents and targets. */
interface Saying {
  readonly naming: Naming
  /** All targets; left out: those that are held are never all. */
  readonly all?: TargetSet
  readonly select: (targets: TargetSet) => readonly string[]
}

function sayingOf(registries: readonly HeldRegistry[], { root, others = [] }: DraftOptions, naming: Naming): Saying {
  const select = selectorsOf(registries, root?.targets, others)
  return { naming, select, ...(others.length === 0 && { all: allOf(registries) }) }
}

/** What the root and a fragment both may hold. */
function sectionsOf(file: string, { layers, blocks }: Layering, saying: Saying): Fields {
  const defaults = layers.filter(layer => layer.file === file).map(layer => saidOfLayer(layer, saying))
  const repositories = blocks.filter(block => block.file === file).map(block => [block.name, saidOf(block, saying)])
  return {
    ...saying.naming.sections(file),
    ...(defaults.length > 0 && { defaults }),
    ...(repositories.length > 0 && { repositories: Object.fromEntries(repositories) }),
  }
}

const saidOfLayer = ({ match, ...layer }: Layer, saying: Saying): Fields => ({
  match: match.length === 1 ? match[0] : match,
  ...saidOf(layer, saying),
})

const saidOf = ({ targets, said }: Pick<Layer, 'targets' | 'said'>, { naming, all, select }: Saying): Fields => ({
  ...(targets !== undefined && targets !== all && { targets: select(targets) }),
  ...withDocuments(fieldsOf(said), naming.say),
})

function registrySection(layers: readonly RegistryLayer[], { naming, all, select }: Saying): Fields {
  const said = layers.map(({ targets, fields }) => ({ targets, fields: withDocuments(fields, naming.say) }))
  const [only, ...others] = said
  if (only === undefined) return {}
  if (others.length === 0 && only.targets === all) return { registry: only.fields }
  return {
    registry: said.map(({ targets, fields }) => ({
      ...(targets !== all && { targets: select(targets) }),
      ...fields,
    })),
  }
}

/** Every place that says a document. */
function usesIn({ layers, blocks }: Layering, registry: readonly RegistryLayer[]): readonly Use[] {
  const uses: Use[] = []
  const note = (fields: Fields, place: Pick<Use, 'file' | 'isOfMany' | 'family'>) =>
    withDocuments(fields, (documents, value) => {
      uses.push({ documents, value, ...place })
      return value
    })
  for (const layer of layers)
    note(documentsOf(layer.said), { file: layer.file, isOfMany: true, family: familyOf(layer) })
  for (const block of blocks)
    note(documentsOf(block.said), { file: block.file, isOfMany: false, family: segmentOf(block) })
  for (const { fields } of registry) note(fields, { file: '', isOfMany: false, family: '' })
  return uses
}

const documentsOf = (said: Said): Fields =>
  Object.fromEntries(Object.entries(fieldsOf(said)).filter(([facet]) => documentFacet(facet)))

/** What all names that a layer matches begin with. */
function familyOf({ match }: Layer): string {
  const families = grouped(match, glob => glob.split('*')[0] as string)
  const [family = ''] = families.keys()
  return families.size === 1 ? family : ''
}

const segmentOf = ({ name }: Block): string => firstSegment(name)
