import { isFields } from '../../kinds/canonical.ts'
import type { Path } from '../../kinds/kind.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import type { Target } from '../../model.ts'
import { DOCUMENT_FACETS } from '../form/facets.ts'
import type { Manifest } from '../form/load.ts'
import { rootOf } from '../form/sections.ts'
import { clipped } from '../text/clipped.ts'
import type { Finding, Findings } from '../text/findings.ts'
import type { Parsed } from '../text/place.ts'
import { type Environment, isReadable, isSecret } from './environment.ts'
import { checkText, namesIn, type Variables } from './interpolate.ts'

/** What a manifest may read of where it is read. */
export interface Surroundings {
  readonly environment: Environment
  /** The variables with names of other programs that whoever runs this lets it read. */
  readonly allowed?: readonly string[]
}

const envName = (name: string): string => `env.${name}`

const valueIn = (environment: Environment, name: string): string | undefined =>
  Object.hasOwn(environment, name) ? environment[name] : undefined

/** `env.NAME` for every listed variable that is set. */
export const environmentOf = (root: Parsed, environment: Environment): ReadonlyMap<string, string> =>
  new Map(
    (rootOf(root).env ?? []).flatMap(name => {
      const value = valueIn(environment, name)
      return value === undefined ? [] : [[envName(name), value] as const]
    }),
  )

/** All variables of a setting; what is not known (offline), or is another in each repository, is null and stays as written. */
export const variablesOf = (environment: ReadonlyMap<string, string>, target: Partial<Target>): Variables =>
  new Map<string, string | null>([
    ...environment,
    ['target.name', target.name ?? null],
    ['target.account', target.account ?? null],
    ['target.region', target.region ?? null],
    [REPOSITORY_NAME, null],
  ])

/** Those that are another in each repository. */
export const variablesOfRepository = (name: string): Variables => new Map([[REPOSITORY_NAME, name]])

const REPOSITORY_NAME = 'repository.name'

/** Settings take all variables, the manifest's own name and accounts those of the environment, everything else none. */
export function checkVariables(
  { root, fragments, documents }: Manifest,
  surroundings: Surroundings,
  findings: Findings,
): void {
  checkListed(root, surroundings, findings)
  const listed = new Map((rootOf(root).env ?? []).map(name => [envName(name), '']))
  const everywhere = variablesOf(listed, {})
  for (const parsed of [root, ...fragments])
    for (const { text, path, isKey } of textsIn(parsed.value, []))
      for (const finding of checkText(text, isKey ? NONE : knownAt(path, listed, everywhere)))
        findings.at({ parsed, path }, finding)
  const found = new Map<unknown, readonly Finding[]>()
  for (const { place, file } of documents.uses) {
    const document = documents.of(place.parsed, file)
    const faults = found.get(document) ?? faultsIn(document, everywhere)
    found.set(document, faults)
    for (const finding of faults) findings.at(place, finding)
  }
}

const faultsIn = (document: unknown, everywhere: Variables): readonly Finding[] =>
  textsIn(document, []).flatMap(({ text, isKey }) => checkText(text, isKey ? NONE : everywhere))

function checkListed(root: Parsed, { environment, allowed = [] }: Surroundings, findings: Findings): void {
  for (const [index, name] of (rootOf(root).env ?? []).entries()) {
    const value = valueIn(environment, name)
    const finding = value === undefined ? lacking(name, allowed) : hasPlaceholder(value) ? nested(name) : undefined
    if (finding) findings.at({ parsed: root, path: ['env', index] }, finding)
  }
}

function lacking(name: string, allowed: readonly string[]): Finding {
  if (isSecret(name)) return secret(name)
  return isReadable(name, allowed) ? notSet(name) : notAllowed(name)
}

const secret = (name: string): Finding => ({
  code: 'ENV_NOT_ALLOWED',
  summary: `No manifest reads ${clipped(name)}`,
  detail: 'It is a credential of AWS, or leads to one, and a manifest would carry it into tags, policies or calls.',
  hint: 'Remove it from env.',
})

const notAllowed = (name: string): Finding => ({
  code: 'ENV_NOT_ALLOWED',
  summary: `A manifest may not read ${clipped(name)}`,
  detail:
    'It reads variables whose names begin with ECRSYNC_VAR_, so that a pull request cannot read the machine that plans it.',
  hint: `Name it ECRSYNC_VAR_${clipped(name)}, or let this manifest read it: --allow-env ${clipped(name)}`,
})

const notSet = (name: string): Finding => ({
  code: 'ENV_NOT_SET',
  summary: `The environment variable ${clipped(name)} is not set`,
  detail: 'The manifest lists it under env, so its settings depend on it.',
  hint: `Set it: export ${clipped(name)}=…`,
})

const nested = (name: string): Finding => ({
  code: 'ENV_PLACEHOLDER',
  summary: `The environment variable ${clipped(name)} holds a placeholder`,
  detail: 'What a variable holds is not filled in again, so the placeholder would reach ECR as it is.',
  hint: `Set ${clipped(name)} to the value itself.`,
})

const NONE: ReadonlyMap<string, unknown> = new Map()
const NAMED: readonly unknown[] = DOCUMENT_FACETS.map(({ named }) => named)

function knownAt(
  [section, , key]: Path,
  listed: ReadonlyMap<string, string>,
  everywhere: Variables,
): ReadonlyMap<string, unknown> {
  if (section === 'name' || section === 'accounts') return listed
  if (NAMED.includes(section)) return everywhere
  if (section === 'registry') return new Map([...everywhere].filter(([name]) => name !== REPOSITORY_NAME))
  const isBlock = section === 'defaults' || section === 'repositories'
  return isBlock && key !== 'match' && key !== 'unmanaged' ? everywhere : NONE
}

interface Text {
  readonly text: string
  readonly path: Path
  readonly isKey: boolean
}

/** Texts and keys with a placeholder. */
function textsIn(value: unknown, path: Path): readonly Text[] {
  if (typeof value === 'string') return hasPlaceholder(value) ? [{ text: value, path, isKey: false }] : []
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...path, index]))
  if (!isFields(value)) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    if (path.length === 0 && key.startsWith('x-')) return []
    const at = [...path, key]
    return [...(hasPlaceholder(key) ? [{ text: key, path: at, isKey: true }] : []), ...textsIn(inner, at)]
  })
}

/** Whether any text of the manifest asks for a variable. */
export function usesVariable({ root, fragments, documents }: Manifest, variable: string): boolean {
  const values = new Set([
    ...[root, ...fragments].map(({ value }) => value),
    ...documents.uses.map(({ place, file }) => documents.of(place.parsed, file)),
  ])
  return [...values].some(value => textsIn(value, []).some(({ text }) => namesIn(text).includes(variable)))
}
