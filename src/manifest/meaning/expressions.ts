import { didYouMean, listed, nearest } from '../../nearest.ts'
import { clipped, withCommas } from '../../words.ts'
import { keyedKind, NAMED_FACETS, TARGETS, VARS, WAIVE } from '../form/facets.ts'
import type { Manifest } from '../form/load.ts'
import { rootOf } from '../form/sections.ts'
import type { Finding, Findings } from '../text/findings.ts'
import type { Parsed } from '../text/place.ts'
import {
  type Expression,
  expressionsIn,
  isOpen,
  LONGEST,
  namesIn,
  sizeOf,
  textBetween,
  type Value,
  type Variables,
  wholeName,
} from './interpolate.ts'
import { FILLED } from './targets.ts'
import {
  envName,
  expressionsOf,
  type KnownValues,
  OF_LABELS,
  OF_VARS,
  REPOSITORY_NAME,
  variablesOf,
} from './variables.ts'

/** What an expression may name at its place. */
interface Known {
  readonly variables: Variables
  readonly takesVars?: boolean
  /** A variable that stands for several texts may be one of several values there. */
  readonly takesLists?: boolean
  /** There are names to choose from under `accounts`. */
  readonly hasAccounts?: boolean
  /** Why `vars` mean nothing there. */
  readonly withoutVars?: string
}

const NOTHING: Known = { variables: new Map() }

/**
 * Settings take all variables, names those that are the same for all repositories, targets theirs, everything else none.
 * What is in force in one target is not known here: of labels, those of any target are known.
 */
export function checkExpressions(
  { root, fragments, documents }: Manifest,
  known: Omit<KnownValues, 'target'> & { readonly labels: readonly string[] },
  findings: Findings,
): void {
  const unset = (rootOf(root).env ?? []).map(name => [envName(name), null] as const)
  const listed = new Map<string, Value>([...unset, ...known.environment])
  const labels = known.labels.map(key => [OF_LABELS + key, null] as const)
  const places = placesFor(new Map([...listed, ...variablesOf({ ...known, target: {} }), ...labels]), listed)
  for (const parsed of [root, ...fragments])
    for (const expression of expressionsOf(parsed))
      for (const finding of checkExpression(expression, knownAt(expression, places)))
        findings.at({ parsed, path: expression.path }, finding)
  const found = new Map<unknown, readonly Finding[]>()
  for (const { place, file } of documents.uses) {
    const document = documents.of(place.parsed, file)
    const faults = found.get(document) ?? faultsIn(document, places.settings)
    found.set(document, faults)
    for (const finding of faults) findings.at(place, finding)
  }
  checkSize([root, ...fragments], found.keys(), { variables: places.settings.variables, findings })
}

/** Of all files together. */
function checkSize(
  files: readonly Parsed[],
  documents: Iterable<unknown>,
  { variables, findings }: { readonly variables: Variables; readonly findings: Findings },
): void {
  const expressions = [...files.flatMap(expressionsOf), ...[...documents].flatMap(expressionsIn)]
  let size = 0
  for (const { text } of expressions) size += sizeOf(text, variables)
  if (size <= MOST) return
  findings.at({ parsed: files[0] as Parsed, path: [] }, TOO_MUCH)
  // Nothing is filled in any more.
  findings.throwIfErrors()
}

const faultsIn = (document: unknown, known: Known): readonly Finding[] =>
  expressionsIn(document).flatMap(expression => checkExpression(expression, expression.isKey ? NOTHING : known))

interface Places {
  readonly settings: Known
  readonly vars: Known
  readonly names: Known
  readonly registry: Known
  readonly registryKeys: Known
  readonly owner: Known
  readonly targets: Known
}

function placesFor(everywhere: Variables, listed: Variables): Places {
  const hasAccounts = [...everywhere.keys()].some(name => name.startsWith('accounts.'))
  const ofAll = new Map([...everywhere].filter(([name]) => name !== REPOSITORY_NAME))
  return {
    settings: { variables: everywhere, hasAccounts, takesVars: true, takesLists: true },
    vars: {
      variables: everywhere,
      hasAccounts,
      takesLists: true,
      withoutVars: 'Vars are filled in once: none is made of others.',
    },
    names: { variables: ofAll, hasAccounts, withoutVars: 'Which vars a repository has depends on its name.' },
    registry: { variables: ofAll, hasAccounts, takesLists: true, withoutVars: OF_REPOSITORIES },
    registryKeys: { variables: ofAll, hasAccounts, withoutVars: OF_REPOSITORIES },
    owner: { variables: listed },
    targets: { variables: ofAll, hasAccounts, withoutVars: OF_REPOSITORIES },
  }
}

const OF_REPOSITORIES = 'Vars belong to repositories.'

const BLOCKS: readonly unknown[] = ['defaults', 'repositories', 'discovered']
const FILLED_IN: readonly unknown[] = FILLED
const NAMED: readonly unknown[] = NAMED_FACETS.map(({ named }) => named)

function knownAt({ path: [section, second, key, ...rest], isKey }: Expression, places: Places): Known {
  if (section === 'repositories' && second !== undefined && key === undefined) return places.names
  if (section === 'registry') return ofRegistry([second, key, ...rest], isKey, places)
  if (isKey) return NOTHING
  if (section === 'removed') return key === 'name' || key === 'copiedTo' ? places.names : NOTHING
  if (section === 'released') return key === 'name' ? places.names : NOTHING
  if (section === 'adopt') return key === 'from' ? places.owner : NOTHING
  if (section === 'name' || section === 'accounts') return places.owner
  if (section === TARGETS) return FILLED_IN.includes(key) && rest.length === 0 ? places.targets : NOTHING
  if (NAMED.includes(section)) return places.settings
  if (!BLOCKS.includes(section)) return NOTHING
  if (key === VARS) return rest.length === 1 ? places.vars : NOTHING
  return key === 'match' || key === 'unmanaged' || key === TARGETS || key === WAIVE ? NOTHING : places.settings
}

/** Of what the root says of the registry, as a map or in layers: names of things, and their settings. */
function ofRegistry(path: readonly unknown[], isKey: boolean, places: Places): Known {
  const [facet, ...inside] = /^\d+$/.test(String(path[0])) ? path.slice(1) : path
  if (isKey) return isKeyed(facet) && inside.filter(isStep).length === 1 ? places.registryKeys : NOTHING
  return facet === TARGETS || facet === WAIVE ? NOTHING : places.registry
}

const isKeyed = (facet: unknown): boolean => keyedKind(String(facet)) !== undefined
const isStep = (step: unknown): boolean => step !== undefined

/** Names used in an expression that are not known at its place, lists that have no place there, and what does not end. */
export function checkExpression({ text }: Pick<Expression, 'text'>, known: Known): readonly Finding[] {
  const { variables, takesVars = false, takesLists = false } = known
  const names = namesIn(text)
  const unknown = names.filter(name => !variables.has(name) && !(takesVars && name.startsWith(OF_VARS)))
  const isValue = takesLists && wholeName(text) !== undefined
  const lists = isValue ? [] : names.filter(name => Array.isArray(variables.get(name)))
  return [
    ...unknown.map(name => unknownVariable(name, known)),
    ...lists.map(listInText),
    ...(isOpen(text) ? [isNested(text) ? NESTED : open(text)] : []),
    ...(sizeOf(text, variables) > LONGEST ? [TOO_LONG] : []),
  ]
}

/** Characters, or entries of lists, in all files together. */
const MOST = 64 * 1024 * 1024

const TOO_MUCH: Finding = {
  code: 'TOO_LONG',
  summary: `With variables filled in, the manifest has more than ${withCommas(MOST)} characters`,
  detail: 'It would take all memory of the machine that plans it.',
  hint: 'Use long variables and lists less often: in named policies, which are filled in once.',
}

export const TOO_LONG: Finding = {
  code: 'TOO_LONG',
  summary: `With its variables filled in, a text has more than ${withCommas(LONGEST)} characters`,
  detail: 'ECR takes no text of such a length.',
  hint: 'Use the variables less often, or give them shorter values.',
}

const isNested = (text: string): boolean => /\$\{\{[^{}]*\$\{\{/.test(text)

const NESTED: Finding = {
  code: 'UNKNOWN_VARIABLE',
  summary: 'A variable within the name of another',
  detail: 'Each is filled in once, by a name that is written out.',
  hint: 'Say what differs in layers, each with its match, for example vars: { who: "${{ accounts.staging }}" }, and use ${{ vars.who }}.',
}

function open(text: string): Finding {
  const [, name = 'target.account'] = /\$\{\{\s*([\w.-]+)/.exec(textBetween(text)) ?? []
  return {
    code: 'UNKNOWN_VARIABLE',
    summary: 'A `${{` without its `}}`',
    detail: 'The text would reach ECR as it is.',
    hint: `Close it: \${{ ${clipped(name)} }}`,
  }
}

export const listInText = (name: string): Finding => ({
  code: 'LIST_IN_TEXT',
  summary: `${clipped(name)} is a list, and stands within a text`,
  detail: 'A list takes the place of a whole value: each of its entries is then one of several.',
  hint: `Write "\${{ ${clipped(name)} }}" by itself, as a value that may be several, or name one entry.`,
})

function unknownVariable(name: string, known: Known): Finding {
  const finding = { code: 'UNKNOWN_VARIABLE', summary: `Unknown variable \${{ ${clipped(name)} }}` }
  if (known === NOTHING)
    return {
      ...finding,
      detail: 'Variables are filled in in the values of settings and in names of repositories, not here.',
      hint: 'Write the value itself.',
    }
  if (known.withoutVars !== undefined && name.startsWith(OF_VARS))
    return { ...finding, detail: known.withoutVars, hint: 'Write the value itself, or a variable that is known here.' }
  const shown = listed(known.variables.keys()) || 'variables that env lists'
  return { ...finding, detail: `Known here: ${shown}.`, hint: hintFor(name, known) }
}

function hintFor(name: string, { variables, hasAccounts = false }: Known): string {
  const [, variable] = /^env\.(\w+)$/.exec(name) ?? []
  if (variable !== undefined) return listedNear(variable, variables.keys()) ?? `List it at the root: env: [${variable}]`
  const [, account] = /^accounts\.([\w-]+)$/.exec(name) ?? []
  if (account !== undefined && !hasAccounts) return `Add it at the root: accounts: { ${account}: "111122223333" }`
  return /^[a-z]+:/i.test(name)
    ? `A variable of IAM has one brace: \${${clipped(name)}}`
    : didYouMean(name, variables.keys())
}

/** What all such names begin with makes none of them alike. */
const ownPart = (name: string): string => name.replace(/^(?:env\.)?(?:ECRSYNC_VAR_)?/i, '')

function listedNear(variable: string, names: Iterable<string>): string | undefined {
  const known = new Map([...names].filter(name => name.startsWith('env.')).map(name => [ownPart(name), name]))
  const near = nearest(ownPart(variable), known.keys())
  return near === undefined ? undefined : `Did you mean ${known.get(near)}?`
}
