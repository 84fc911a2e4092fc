import type { EcrsyncError } from '../../src/errors.ts'
import { KINDS } from '../../src/kinds/index.ts'
import { loadManifest, type Manifest } from '../../src/manifest/form/load.ts'
import { printResolved } from '../../src/manifest/meaning/print.ts'
import { type ResolvedManifest, type ResolveOptions, resolve } from '../../src/manifest/meaning/resolve.ts'
import { fieldsOf } from '../../src/manifest/meaning/settings.ts'
import { wishesOf } from '../../src/manifest/meaning/wishes.ts'
import { memoryFiles } from '../../src/manifest/text/memory-files.ts'
import type { Diagnostic, Fields, Source, Wishes } from '../../src/model.ts'
import type { Intent } from '../../src/plan/assemble.ts'

/** The text of ecrsync.yaml, or several files by name. */
export type Texts = string | Readonly<Record<string, string>>

export const HEAD = 'version: 1\nname: acme\n'

const OFFLINE: ResolveOptions = { target: {}, environment: {} }

/** A manifest in a folder of its own: the one in which the process runs, as far as it knows. */
export const loadedFrom = (files: Texts): Promise<Manifest> =>
  loadManifest(
    'ecrsync.yaml',
    memoryFiles(process.cwd(), typeof files === 'string' ? { 'ecrsync.yaml': files } : files),
  )

async function load(files: Texts, options: Partial<ResolveOptions>) {
  const manifest = await loadedFrom(files)
  // What a test hands over may be read.
  const allowed = Object.keys(options.environment ?? {})
  return { manifest, resolved: resolve(manifest, { ...OFFLINE, allowed, ...options }) }
}

/** A manifest, resolved. */
export const resolvedFrom = async (files: Texts, options: Partial<ResolveOptions> = {}): Promise<ResolvedManifest> =>
  (await load(files, options)).resolved

/** What a manifest wishes of its repositories. */
export const wishesFrom = async (files: Texts, options: Partial<ResolveOptions> = {}): Promise<Wishes> =>
  wishesOf(await resolvedFrom(files, options))

/** What a manifest intends for a target. */
export async function intendedFrom(files: Texts, options: Partial<ResolveOptions> = {}): Promise<Intent> {
  const { manifest, resolved } = await load(files, options)
  return {
    wishes: wishesOf(resolved),
    manifest: { name: resolved.name, digest: manifest.digest, fragments: manifest.fragments.length },
    accounts: resolved.accounts,
    warnings: resolved.findings.all,
    guards: resolved.guards,
  }
}

/** What `validate --print` would print. */
export async function printedFrom(files: Texts, options: Partial<ResolveOptions> = {}): Promise<string> {
  const { manifest, resolved } = await load(files, options)
  return printResolved(manifest.root, resolved)
}

/** The settings of a repository in the manifest's form, documents as the bodies of their parts. */
export function settingsOf({ repositories }: Pick<ResolvedManifest, 'repositories'>, name: string): Fields {
  const repository = repositories.find(candidate => candidate.name === name)
  const fields = KINDS.map(kind => fieldsOf(kind, repository?.settings ?? new Map()))
  return Object.fromEntries(
    fields.flatMap(found => Object.entries(found ?? {})).map(([facet, value]) => [facet, bodiesIn(value)]),
  )
}

const bodiesIn = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(part => (part as { body?: unknown }).body ?? part) : value

/** Everything found, in each of its places, as `FILE:LINE:COLUMN severity CODE`. */
export async function findingsIn(files: Texts, options: Partial<ResolveOptions> = {}): Promise<readonly string[]> {
  return (await diagnosticsOf(files, options)).flatMap(({ source, places = [], severity, code }) =>
    [source, ...places].map(place => `${placeOf(place)} ${severity} ${code}`),
  )
}

export const diagnosticsOf = async (
  files: Texts,
  options: Partial<ResolveOptions> = {},
): Promise<readonly Diagnostic[]> =>
  load(files, options).then(
    ({ resolved }) => resolved.findings.all,
    (error: EcrsyncError) => error.diagnostics,
  )

/** Of a file in a temporary folder: the folder's own name is cut off. */
export const placeOf = (source: Source | undefined): string =>
  source ? `${source.file.replace(/^.*ecrsync-[^/]+\//, '')}:${source.line}:${source.column}` : ''
