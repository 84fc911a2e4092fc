import type { Context } from '../../kinds/kind.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import type { DeclaredTarget } from '../../model.ts'
import { partitionOf } from '../../names.ts'
import { clipped } from '../../words.ts'
import { TARGETS, VARS } from '../form/facets.ts'
import type { Manifest } from '../form/load.ts'
import { rootOf } from '../form/sections.ts'
import type { Finding, Findings } from '../text/findings.ts'
import type { Parsed } from '../text/place.ts'
import { type Environment, isReadable, isSecret } from './environment.ts'
import { type Expression, expressionsIn, interpolate, namesIn, type Value, type Variables } from './interpolate.ts'

/** What a manifest may read of where it is read. */
export interface Surroundings {
  readonly environment: Environment
  /** The variables with names of other programs that whoever runs this lets it read. */
  readonly allowed?: readonly string[]
  /** The day on which it is read, as in 2027-06-30, in UTC. Left out: no waiver ends. */
  readonly today?: string
  /** Notes of checks are asked for, too. */
  readonly wantsNotes?: boolean
  /** Whether a target may send its calls to this URL. Left out: to any. */
  mayAsk?(url: string): boolean
}

export const envName = (name: string): string => `env.${name}`

const valueIn = (environment: Environment, name: string): string | undefined =>
  Object.hasOwn(environment, name) ? environment[name] : undefined

/** `env.NAME` for every listed variable that may be read and is set. */
export const environmentOf = (root: Parsed, { environment, allowed = [] }: Surroundings): ReadonlyMap<string, string> =>
  new Map(
    (rootOf(root).env ?? []).flatMap(name => {
      const value = isReadable(name, allowed) ? valueIn(environment, name) : undefined
      return value === undefined ? [] : [[envName(name), value] as const]
    }),
  )

/** What is known of one run: the environment as far as the manifest lists it, the accounts that it names, the target. */
export interface KnownValues {
  readonly environment: ReadonlyMap<string, string>
  readonly accounts: Context['accounts']
  readonly target: Partial<DeclaredTarget>
}

export const REPOSITORY_NAME = 'repository.name'
/** What a variable of a layer or repository begins with. */
export const OF_VARS = `${VARS}.`

/** What the variable of a label begins with. */
export const OF_LABELS = 'target.labels.'

/** All variables of a setting but `vars`; what is not known (offline), or is another in each repository, is null. */
export const variablesOf = ({ environment, accounts, target }: KnownValues): Variables =>
  new Map<string, Value>([
    ...environment,
    ...[...accounts].map(([name, ids]) => [`accounts.${name}`, ids] as const),
    ['target.name', target.name ?? null],
    ['target.account', target.account ?? null],
    ['target.region', target.region ?? null],
    ['target.partition', target.region === undefined ? null : partitionOf(target.region)],
    ...Object.entries(target.labels ?? {}).map(([key, value]) => [OF_LABELS + key, value] as const),
    [REPOSITORY_NAME, null],
  ])

/** Those that are another in each repository. `vars` are texts in which all others, but no `vars`, are filled in. */
export function variablesOfRepository(name: string, vars: ReadonlyMap<string, unknown>, known: Variables): Variables {
  const itsName = new Map<string, Value>([[REPOSITORY_NAME, name]])
  const filled = [...vars].map(
    ([key, text]) => [OF_VARS + key, interpolate(interpolate(text, known), itsName) as Value] as const,
  )
  return new Map([...itsName, ...filled])
}

/** Every variable of the environment that the manifest lists may be read, and has a value that can be filled in. */
export function checkListed(root: Parsed, { environment, allowed = [] }: Surroundings, findings: Findings): void {
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

/** All expressions of a file, but for those in what is ignored. */
export const expressionsOf = ({ value }: Parsed): readonly Expression[] =>
  expressionsIn(value).filter(({ path: [section] }) => !String(section).startsWith('x-'))

/** The variables that texts and names of the manifest ask for, but for those in the targets themselves. */
export function variablesIn({ root, fragments, documents }: Manifest): ReadonlySet<string> {
  const files = new Set(documents.uses.map(({ place, file }) => documents.of(place.parsed, file)))
  const expressions = [
    ...[root, ...fragments].flatMap(expressionsOf).filter(({ path: [section] }) => section !== TARGETS),
    ...[...files].flatMap(expressionsIn),
  ]
  return new Set(expressions.flatMap(({ text }) => namesIn(text)))
}

/** The keys of labels that it asks for. */
export const labelsAskedIn = (manifest: Manifest): readonly string[] =>
  [...variablesIn(manifest)].flatMap(name => (name.startsWith(OF_LABELS) ? [name.slice(OF_LABELS.length)] : []))
