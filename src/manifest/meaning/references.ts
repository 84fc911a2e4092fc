import { addressIn } from '../../addresses.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import type { Diagnostic } from '../../model.ts'
import { didYouMean } from '../../nearest.ts'
import { clipped } from '../../words.ts'
import { DOCUMENT_FACETS, type DocumentFacet, FACETS, KEYED_FACETS, VARS } from '../form/facets.ts'
import { isJsonText, PASTED_JSON } from '../form/json-text.ts'
import type { Manifest } from '../form/load.ts'
import { type Block, formsOf, layersOf, namedIn, repositoriesOf } from '../form/sections.ts'
import type { Finding, Findings } from '../text/findings.ts'
import { below, type Parsed, type Place, sourceOf } from '../text/place.ts'
import { type Lookup, lookups } from './lookup.ts'
import { isKnown, type NamedSection } from './names.ts'

/** In one target: repositories declared twice, or both declared and removed. */
export function checkDeclared(named: readonly NamedSection[], findings: Findings): void {
  checkRepeated(
    named.flatMap(({ repositories }) => repositories),
    findings,
  )
  checkRemoved(named, findings)
}

/** Names that are used but not defined, or defined twice. */
export function checkReferences(manifest: Manifest, findings: Findings): void {
  const lookupIn = lookups(manifest)
  for (const section of [manifest.root, ...manifest.fragments]) {
    checkNames(section, lookupIn(section), findings)
    if (section !== manifest.root) checkDefinedTwice(section, lookupIn(manifest.root), findings)
    for (const block of [...layersOf(section), ...repositoriesOf(section)]) checkUnmanaged(block, findings)
  }
}

const alsoAt = (place: Place, message: string): NonNullable<Diagnostic['related']> => [
  { source: sourceOf(place), message },
]

function checkRepeated(
  repositories: readonly { readonly name: string; readonly place: Place }[],
  findings: Findings,
): void {
  const first = new Map<string, Place>()
  for (const { name, place } of repositories) {
    const other = first.get(name)
    if (other === undefined) first.set(name, place)
    else
      findings.at(
        place,
        {
          code: 'DECLARED_TWICE',
          summary: `Repository ${clipped(name)} is declared twice`,
          detail: 'Which of the two would win is nothing that a reader could see.',
          hint: 'Join the two, or remove one.',
        },
        alsoAt(other, `${clipped(name)} is first declared here`),
      )
  }
}

function checkRemoved(sections: readonly NamedSection[], findings: Findings): void {
  const declared = new Map(sections.flatMap(({ repositories }) => repositories).map(({ name, place }) => [name, place]))
  const tombstones = sections.flatMap(section => section.removed)
  const removed = new Map<string, Place>()
  for (const { name, place: block } of tombstones) {
    const place = below(block, ['name'])
    const [wanted, earlier] = [declared.get(name), removed.get(name)]
    if (wanted) findings.at(place, declaredAndRemoved(name), alsoAt(wanted, `${clipped(name)} is declared here`))
    if (earlier) findings.at(place, removedTwice(name), alsoAt(earlier, `${clipped(name)} is first removed here`))
    removed.set(name, earlier ?? place)
  }
  const names = [...declared.keys()]
  if (!names.every(isKnown)) return
  for (const { copiedTo, place } of tombstones)
    if (copiedTo !== undefined && isKnown(copiedTo) && !declared.has(copiedTo))
      findings.at(below(place, ['copiedTo']), notDeclared(copiedTo, names))
}

const declaredAndRemoved = (name: string): Finding => ({
  code: 'DECLARED_AND_REMOVED',
  summary: `Repository ${clipped(name)} is both declared and removed`,
  detail: 'It cannot both be there and be gone.',
  hint: 'Remove one of the two.',
})

function notDeclared(name: string, declared: readonly string[]): Finding {
  const meant = addressIn(name)?.name
  return {
    code: 'UNKNOWN_REPOSITORY',
    summary: `${clipped(name)} is not declared`,
    detail: 'What takes the place of a repository that goes has to stay, so it is in the manifest.',
    hint: meant ? `Write ${clipped(meant)}` : didYouMean(name, declared),
  }
}

const removedTwice = (name: string): Finding => ({
  code: 'REMOVED_TWICE',
  summary: `Repository ${clipped(name)} is removed twice`,
  detail: 'Which maxImages would count is nothing that a reader could see.',
  hint: 'Remove one of the two.',
})

function checkNames(section: Parsed, lookup: Lookup, findings: Findings): void {
  for (const facet of DOCUMENT_FACETS) {
    for (const { name, place } of namedIn(section, facet.named)) if (name === 'inherited') findings.at(place, RESERVED)
    checkUses(section, lookup, facet, findings)
  }
}

const RESERVED: Finding = {
  code: 'RESERVED_NAME',
  summary: 'A policy cannot be named "inherited"',
  detail: 'The word stands for what the layers before say.',
  hint: 'Choose another name.',
}

function checkUses(section: Parsed, lookup: Lookup, { facet, named, joins }: DocumentFacet, findings: Findings): void {
  const isKnown = (form: string) => lookup.named(named, form) !== undefined || (joins && form === 'inherited')
  const unknown = [...layersOf(section), ...repositoriesOf(section)].flatMap(({ fields, place }) =>
    formsOf(fields[facet], joins).flatMap(({ form, path }) =>
      typeof form === 'string' && !isKnown(form) ? [{ form, at: below(place, [facet, ...path]) }] : [],
    ),
  )
  const names = unknown.length > 0 ? lookup.names(named) : []
  for (const [index, { form, at }] of unknown.entries())
    findings.at(at, unknownPolicy(form, named, didYouMean(form, names, index)))
}

function unknownPolicy(name: string, named: string, hint: string): Finding {
  const finding = { code: 'UNKNOWN_POLICY', summary: `Unknown policy "${clipped(name)}"` }
  if (name === 'inherited')
    return {
      ...finding,
      detail: 'A lifecycle policy is replaced whole, never joined, so there is nothing to inherit into.',
      hint: 'Remove the line: what the layers before say holds anyway.',
    }
  if (isJsonText(name)) return PASTED_JSON
  if (hasPlaceholder(name))
    return {
      ...finding,
      detail: 'A policy is named as it is: variables are filled in within policies, not in their names.',
      hint: `Write one of the names under ${named}.`,
    }
  return { ...finding, detail: `There is no ${clipped(name)} under ${named} here.`, hint }
}

function checkDefinedTwice(fragment: Parsed, root: Lookup, findings: Findings): void {
  for (const { named } of DOCUMENT_FACETS)
    for (const { name, place } of namedIn(fragment, named)) {
      const other = root.named(named, name)
      if (other) findings.at(place, definedTwice(name), alsoAt(other.place, `${clipped(name)} is defined here too`))
    }
}

const definedTwice = (name: string): Finding => ({
  code: 'DEFINED_TWICE',
  summary: `Policy ${clipped(name)} is defined here and in the root`,
  detail: 'A name means one thing in all files.',
  hint: 'Rename one of the two.',
})

function checkUnmanaged({ fields, place }: Block, findings: Findings): void {
  for (const [index, entry] of ((fields.unmanaged ?? []) as readonly string[]).entries())
    if (!FACETS.includes(entry) && !isOneKey(entry))
      findings.at(below(place, ['unmanaged', index]), {
        code: 'UNKNOWN_SETTING',
        summary: `Unknown setting "${clipped(entry)}"`,
        detail: `unmanaged takes the name of a setting, or ${KEYED_FACETS.map(facet => `${facet}.KEY`).join(' or ')} for a single one.`,
        hint: isVar(entry) ? NO_SETTING : didYouMean(entry, FACETS),
      })
}

const NO_SETTING = 'A variable is no setting of ECR: say another text in a later layer, or in the repository.'

const isVar = (entry: string): boolean => entry === VARS || entry.startsWith(`${VARS}.`)

/** `tags.KEY`, of what is merged by key. */
const isOneKey = (entry: string): boolean =>
  KEYED_FACETS.some(facet => entry.startsWith(`${facet}.`) && entry.length > facet.length + 1)
