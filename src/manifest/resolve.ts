import { KINDS } from '../kinds/index.ts'
import type { Context, Kind, Path, Problem } from '../kinds/kind.ts'
import { pathText } from '../kinds/path.ts'
import type { Fields, Target } from '../model.ts'
import { type Finding, Findings } from './diagnostic.ts'
import { interpolate, type Variables } from './interpolate.ts'
import { lay, type ReportAt, type Setting, type Settings } from './layers.ts'
import type { Manifest } from './load.ts'
import { matcher } from './match.ts'
import { below, type Parsed, type Place } from './place.ts'
import { checkReferences, scopeOf } from './references.ts'
import {
  type Block,
  DOCUMENT_FACETS,
  documentFacet,
  layersOf,
  namedIn,
  repositoriesOf,
  rootOf,
  sectionOf,
  type Tombstone,
} from './section.ts'
import { checkVariables, type Environment, environmentOf, variablesOf } from './variables.ts'

/** The manifest for one target: every repository with the settings that the layers and itself give it. */
export interface Resolved {
  readonly name: string
  /** Account id → name. */
  readonly accounts: ReadonlyMap<string, string>
  readonly context: Context
  readonly repositories: readonly ResolvedRepository[]
  readonly removed: readonly (Tombstone & { readonly place: Place })[]
  readonly findings: Findings
}

export interface ResolvedRepository {
  readonly name: string
  readonly place: Place
  readonly settings: Settings
}

export interface ResolveOptions {
  /** What is known of the target; the rest stays as written. */
  readonly target: Partial<Target>
  readonly environment: Environment
}

/** @throws EcrsyncError INVALID_MANIFEST with everything that is wrong */
export function resolve(manifest: Manifest, { target, environment }: ResolveOptions): Resolved {
  const findings = new Findings()
  checkReferences(manifest, findings)
  checkVariables(manifest, environment, findings)
  findings.throwIfErrors()
  const known = environmentOf(manifest.root, environment)
  const { name, context, accounts } = ownerAndAccounts(manifest.root, known, target, findings)
  for (const parsed of [manifest.root, ...manifest.fragments]) checkBlocks(manifest, parsed, context, findings)
  findings.throwIfErrors()
  const layered = layerAll(manifest, (place, finding) => findings.at(place, finding))
  const repositories = layered.map(repository => filled(repository, variablesOf(known, target, repository.name)))
  for (const repository of repositories) checkRepository(repository, context, findings)
  const removed = removedIn(manifest)
  for (const { name: repositoryName, place } of removed) checkTombstone(repositoryName, place, context, findings)
  checkMatches(manifest, findings)
  findings.throwIfErrors()
  return { name, accounts, context, repositories, removed, findings }
}

const NAME = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u

function ownerAndAccounts(
  root: Parsed,
  known: ReadonlyMap<string, string>,
  target: Partial<Target>,
  findings: Findings,
) {
  const { name, accounts, ownership } = interpolate(
    { name: rootOf(root).name, accounts: rootOf(root).accounts ?? {}, ownership: rootOf(root).ownership ?? 'tag' },
    known,
  ) as { name: string; accounts: Readonly<Record<string, string>>; ownership: string }
  if (!NAME.test(name) || /^aws:/i.test(name))
    findings.at(
      { parsed: root, path: ['name'] },
      {
        code: 'INVALID_NAME',
        summary: 'Invalid name of a manifest',
        detail: 'It is the value of a tag: 1 to 256 letters, digits, spaces and `+ - = . _ : / @`.',
        hint: 'Change the name.',
      },
    )
  for (const [account, id] of Object.entries(accounts))
    if (!/^\d{12}$/.test(id) || /^\d{12}$/.test(account))
      findings.at(
        { parsed: root, path: ['accounts', account] },
        {
          code: 'INVALID_ACCOUNT',
          summary: `${account}: "${id}" does not name an account`,
          detail: 'A name stands for an account id, which has 12 digits.',
          hint: 'Write for example ci: "111122223333".',
        },
      )
  const context: Context = {
    accounts: new Map(Object.entries(accounts)),
    ...(ownership === 'tag' && { owner: name }),
    ...(target.region !== undefined && { region: target.region }),
  }
  return { name, context, accounts: new Map(Object.entries(accounts).map(([account, id]) => [id, account])) }
}

const NO_REPORT: ReportAt = () => undefined

/** Each block by itself, so that a fault is found once, where it is written, even in a layer that matches nothing. */
function checkBlocks(manifest: Manifest, parsed: Parsed, context: Context, findings: Findings): void {
  const scope = scopeOf(manifest, parsed)
  const named: readonly Block[] = DOCUMENT_FACETS.flatMap(({ facet, named }) =>
    namedIn(parsed, named).map(({ name, place }) => ({ place, fields: { [facet]: name } })),
  )
  for (const block of [...named, ...layersOf(parsed), ...repositoriesOf(parsed)]) {
    const settings = lay(new Map(), withoutInherited(block), scope, NO_REPORT)
    checkSettings({ name: '', place: block.place, settings }, context, findings)
  }
}

/** What a layer before may have said is not known here. */
function withoutInherited(block: Block): Block {
  const inherits = DOCUMENT_FACETS.filter(
    ({ facet, joins }) =>
      joins &&
      Array.isArray(block.fields[facet]) &&
      (block.fields[facet] as readonly unknown[]).every(form => form === 'inherited'),
  )
  return {
    ...block,
    fields: Object.fromEntries(
      Object.entries(block.fields).filter(([key]) => !inherits.some(({ facet }) => facet === key)),
    ),
  }
}

function layerAll(manifest: Manifest, report: ReportAt): readonly ResolvedRepository[] {
  const rootLayers = matched(manifest.root)
  return [manifest.root, ...manifest.fragments].flatMap(parsed => {
    const scopes = { root: scopeOf(manifest, manifest.root), own: scopeOf(manifest, parsed) }
    const own = parsed === manifest.root ? [] : matched(parsed)
    return repositoriesOf(parsed).map(({ name, place, fields }) => {
      const under = rootLayers
        .filter(({ matches }) => matches(name))
        .reduce<Settings>((settings, layer) => lay(settings, layer, scopes.root, report), new Map())
      const layered = own
        .filter(({ matches }) => matches(name))
        .reduce((settings, layer) => lay(settings, layer, scopes.own, report), under)
      return { name, place, settings: lay(layered, { place, fields }, scopes.own, report) }
    })
  })
}

const matched = (parsed: Parsed) => layersOf(parsed).map(layer => ({ ...layer, matches: matcher(layer.match) }))

function filled({ name, place, settings }: ResolvedRepository, variables: Variables): ResolvedRepository {
  const fill = (setting: Setting): Setting => ({
    ...setting,
    value: interpolate(setting.value, variables),
    ...(setting.parts && { parts: setting.parts.map(part => ({ ...part, body: interpolate(part.body, variables) })) }),
  })
  return { name, place, settings: new Map([...settings].map(([key, setting]) => [key, fill(setting)])) }
}

/** The settings that belong to a kind, in the manifest's form, for `want` and `check`; undefined where there are none. */
export function fieldsOf(kind: Kind, settings: Settings): Fields | undefined {
  const entries = Object.keys(kind.manifest).flatMap<readonly [string, unknown]>(facet => {
    const setting = settings.get(facet)
    if (setting)
      return [[facet, documentFacet(facet) && setting.value !== null ? (setting.parts ?? []) : setting.value] as const]
    const keyed = kind.layering?.byKey?.includes(facet) ? keyedValues(facet, settings) : {}
    return Object.keys(keyed).length > 0 ? [[facet, keyed] as const] : []
  })
  return entries.length > 0 || kind.documents === undefined ? Object.fromEntries(entries) : undefined
}

const keyedValues = (facet: string, settings: Settings): Fields =>
  Object.fromEntries(
    [...settings].flatMap(([path, { value, places }]) => {
      const key = places.at(-1)?.path.at(-1)
      return key !== undefined && path === pathText([facet, key]) ? [[String(key), value]] : []
    }),
  )

function checkRepository(repository: ResolvedRepository, context: Context, findings: Findings): void {
  checkSettings(repository, { ...context, repositoryName: repository.name }, findings)
}

function checkSettings(repository: ResolvedRepository, context: Context, findings: Findings): void {
  for (const kind of KINDS) {
    const fields = fieldsOf(kind, repository.settings)
    if (fields === undefined) continue
    for (const { path, ...problem } of kind.check(fields, context)) {
      const { place, finding } = placed(repository, path, problem)
      findings.at(place, finding)
    }
  }
}

/** The place that a problem is about: where the setting was said last, and for a file the line that names it. */
function placed(
  repository: ResolvedRepository,
  path: Path,
  problem: Omit<Problem, 'path'>,
): { place: Place; finding: Finding } {
  const [facet = '', index, ...rest] = path
  const keyed = index === undefined ? undefined : repository.settings.get(pathText([facet, index]))
  if (keyed) return { place: keyed.places.at(-1) as Place, finding: problem }
  const setting = repository.settings.get(String(facet))
  const part = typeof index === 'number' ? setting?.parts?.[index] : undefined
  if (part?.file !== undefined) return { place: part.place, finding: inFile(problem, part.file, rest) }
  if (part) return { place: below(part.place, rest), finding: problem }
  const last = setting?.places.at(-1)
  return { place: last ? below(last, path.slice(1)) : repository.place, finding: problem }
}

const inFile = (problem: Finding, file: string, path: Path): Finding =>
  path.length === 0
    ? problem
    : { ...problem, detail: `In ${file} at ${pathText(path)}. ${problem.detail ?? ''}`.trim() }

const removedIn = (manifest: Manifest): Resolved['removed'] =>
  [manifest.root, ...manifest.fragments].flatMap(parsed =>
    (sectionOf(parsed).removed ?? []).map((tombstone, index) => ({
      ...tombstone,
      place: { parsed, path: ['removed', index] },
    })),
  )

function checkTombstone(repositoryName: string, place: Place, context: Context, findings: Findings): void {
  for (const { path, ...problem } of KINDS.flatMap(kind =>
    kind.documents ? [] : kind.check({}, { ...context, repositoryName }),
  ))
    if (path.length === 0) findings.at(below(place, ['name']), problem)
}

/** A layer that matches nothing is most often a typing error. */
function checkMatches(manifest: Manifest, findings: Findings): void {
  const all = [manifest.root, ...manifest.fragments].flatMap(repositoriesOf)
  for (const parsed of [manifest.root, ...manifest.fragments])
    for (const { match, place } of layersOf(parsed)) {
      const names = parsed === manifest.root ? all : repositoriesOf(parsed)
      if (!names.some(({ name }) => matcher(match)(name)))
        findings.at(below(place, ['match']), {
          severity: 'warning',
          code: 'MATCHES_NOTHING',
          summary: `No repository matches ${match.join(', ')}`,
          detail: 'The settings of this layer reach nothing; `payments/**` does not match `payments`.',
          hint: 'Mend the match, or remove the layer.',
        })
    }
}
