import { relative, resolve as resolvePath } from 'node:path'
import type { EcrsyncError } from '../../src/errors.ts'
import { KINDS } from '../../src/kinds/index.ts'
import { loadManifest } from '../../src/manifest/form/load.ts'
import { printResolved } from '../../src/manifest/meaning/print.ts'
import { type ResolvedManifest, type ResolveOptions, resolve } from '../../src/manifest/meaning/resolve.ts'
import { fieldsOf } from '../../src/manifest/meaning/settings.ts'
import type { Diagnostic, Fields, Source } from '../../src/model.ts'
import { folderWith } from '../folder.ts'

/** The text of ecrsync.yaml, or several files by name. */
export type Files = string | Readonly<Record<string, string>>

export const HEAD = 'version: 1\nname: acme\n'

const OFFLINE: ResolveOptions = { target: {}, environment: {} }

async function load(files: Files, options: Partial<ResolveOptions>) {
  const folder = await folderWith(typeof files === 'string' ? { 'ecrsync.yaml': files } : files)
  const manifest = await loadManifest(resolvePath(folder, 'ecrsync.yaml'))
  return { folder, manifest, resolved: resolve(manifest, { ...OFFLINE, ...options }) }
}

/** A manifest in a folder of its own, resolved. */
export const resolvedFrom = async (files: Files, options: Partial<ResolveOptions> = {}): Promise<ResolvedManifest> =>
  (await load(files, options)).resolved

/** What `validate --print` would print, its places relative to the folder. */
export async function printedFrom(files: Files, options: Partial<ResolveOptions> = {}): Promise<string> {
  const { folder, manifest, resolved } = await load(files, options)
  const prefix = `${relative(process.cwd(), folder)}/`
  return printResolved(manifest.root, resolved).replaceAll(prefix, '')
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

/** Everything found, as `FILE:LINE:COLUMN severity CODE`. */
export async function findingsIn(files: Files, options: Partial<ResolveOptions> = {}): Promise<readonly string[]> {
  return (await diagnosticsOf(files, options)).map(
    ({ source, severity, code }) => `${placeOf(source)} ${severity} ${code}`,
  )
}

export const diagnosticsOf = async (
  files: Files,
  options: Partial<ResolveOptions> = {},
): Promise<readonly Diagnostic[]> =>
  load(files, options).then(
    ({ resolved }) => resolved.findings.all,
    (error: EcrsyncError) => error.diagnostics,
  )

/** Of a file in a temporary folder: the folder's own name is cut off. */
export const placeOf = (source: Source | undefined): string =>
  source ? `${source.file.replace(/^.*ecrsync-[^/]+\//, '')}:${source.line}:${source.column}` : ''
