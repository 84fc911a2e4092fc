import { isFields } from '../kinds/canonical.ts'
import type { Path } from '../kinds/kind.ts'
import type { Target } from '../model.ts'
import type { Findings } from './diagnostic.ts'
import { checkText, type Variables } from './interpolate.ts'
import type { Manifest } from './load.ts'
import type { Parsed } from './place.ts'
import { DOCUMENT_FACETS, rootOf } from './section.ts'

export type Environment = Readonly<Record<string, string | undefined>>

const envName = (name: string): string => `env.${name}`

/** `env.NAME` for every listed variable that is set. */
export const environmentOf = (root: Parsed, environment: Environment): ReadonlyMap<string, string> =>
  new Map(
    (rootOf(root).env ?? []).flatMap(name =>
      environment[name] === undefined ? [] : [[envName(name), environment[name]] as const],
    ),
  )

/** All variables of a setting; what is not known (offline, or of a layer) is null and stays as written. */
export const variablesOf = (
  environment: ReadonlyMap<string, string>,
  target: Partial<Target>,
  repositoryName?: string,
): Variables =>
  new Map<string, string | null>([
    ...environment,
    ['target.name', target.name ?? null],
    ['target.account', target.account ?? null],
    ['target.region', target.region ?? null],
    ['repository.name', repositoryName ?? null],
  ])

/** Settings take all variables, the manifest's own name and accounts those of the environment, everything else none. */
export function checkVariables(
  { root, fragments, documents }: Manifest,
  environment: Environment,
  findings: Findings,
): void {
  checkListed(root, environment, findings)
  const listed = new Map((rootOf(root).env ?? []).map(name => [envName(name), '']))
  const everywhere = variablesOf(listed, {})
  for (const parsed of [root, ...fragments])
    for (const { text, path } of textsIn(parsed.value, []))
      for (const finding of checkText(text, knownAt(path, listed, everywhere))) findings.at({ parsed, path }, finding)
  for (const parsed of [root, ...fragments])
    for (const { text: file, path } of textsIn(parsed.value, []).filter(({ path }) => path.at(-1) === 'file'))
      for (const { text } of textsIn(documents.of(parsed, file), []))
        for (const finding of checkText(text, everywhere)) findings.at({ parsed, path }, finding)
}

function checkListed(root: Parsed, environment: Environment, findings: Findings): void {
  for (const [index, name] of (rootOf(root).env ?? []).entries())
    if (environment[name] === undefined)
      findings.at(
        { parsed: root, path: ['env', index] },
        {
          code: 'ENV_NOT_SET',
          summary: `The environment variable ${name} is not set`,
          detail: 'The manifest lists it under env, so its settings depend on it.',
          hint: `Set it: export ${name}=…`,
        },
      )
}

const NAMED: readonly string[] = DOCUMENT_FACETS.map(({ named }) => named)

function knownAt(
  [section, , key]: Path,
  listed: ReadonlyMap<string, string>,
  everywhere: Variables,
): ReadonlyMap<string, unknown> {
  if (section === 'name' || section === 'accounts') return listed
  if (NAMED.includes(String(section))) return everywhere
  const isSetting =
    (section === 'defaults' && key !== 'match' && key !== 'unmanaged') ||
    (section === 'repositories' && key !== 'unmanaged')
  return isSetting ? everywhere : new Map()
}

function textsIn(value: unknown, path: Path): readonly { readonly text: string; readonly path: Path }[] {
  if (typeof value === 'string') return value.includes('${{') || path.at(-1) === 'file' ? [{ text: value, path }] : []
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...path, index]))
  if (!isFields(value)) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    path.length === 0 && key.startsWith('x-') ? [] : textsIn(inner, [...path, key]),
  )
}

/** Whether any text of the manifest asks for a variable. */
export const usesVariable = ({ root, fragments, documents }: Manifest, variable: string): boolean =>
  [root, ...fragments].some(parsed =>
    textsIn(parsed.value, []).some(({ text, path }) =>
      [text, ...(path.at(-1) === 'file' ? textsIn(documents.of(parsed, text), []).map(found => found.text) : [])].some(
        found => new RegExp(`\\$\\{\\{\\s*${variable.replace('.', '\\.')}\\s*\\}\\}`).test(found),
      ),
    ),
  )
