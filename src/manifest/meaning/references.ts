import { addressIn } from '../../addresses.ts'
import { grouped } from '../../collate.ts'
import { isAbsent, LIVE } from '../../kinds/live.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import type { Diagnostic } from '../../model.ts'
import { didYouMean } from '../../nearest.ts'
import { clipped } from '../../words.ts'
import { documentsIn, formsIn, type SaidDocument } from '../form/documents.ts'
import { type DocumentFacet, FACETS, KEYED_FACETS, NAMED_FACETS, VARS } from '../form/facets.ts'
import { isJsonText, pastedJson } from '../form/json-text.ts'
import type { Manifest } from '../form/load.ts'
import { type Block, namedIn, registryBlocksOf, settingBlocksOf } from '../form/sections.ts'
import type { Finding, Findings } from '../text/findings.ts'
import { below, type Parsed, type Place, sourceOf } from '../text/place.ts'
import { ABSENT_WITHOUT_LIVE } from './lay-document.ts'
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
    for (const block of settingBlocksOf(section)) checkUnmanaged(block, findings)
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
  for (const { named } of NAMED_FACETS)
    for (const { name, place } of namedIn(section, named))
      if (name === 'inherited' || name === LIVE) findings.at(place, reserved(name))
  const blocks = [...registryBlocksOf(section), ...settingBlocksOf(section)]
  const said = blocks.flatMap(documentsIn)
  checkUses(said, lookup, findings)
  for (const one of said) checkLive(one, findings)
}

const reserved = (name: string): Finding => ({
  code: 'RESERVED_NAME',
  summary: `A policy cannot be named "${name}"`,
  detail: `The word stands for what ${name === LIVE ? 'is there' : 'the layers before say'}.`,
  hint: 'Choose another name.',
})

/** Of names that are wrong, the first are compared with all that are known. */
function checkUses(said: readonly SaidDocument[], lookup: Lookup, findings: Findings): void {
  const unknown = said.flatMap(one => formsIn(one).flatMap(({ form, at }) => unknownIn(one, form, at, lookup)))
  for (const [named, alike] of grouped(unknown, ({ documents }) => documents.named)) {
    const names = named === undefined ? [] : lookup.names(named)
    for (const [index, { name, at, documents, isEmbedded }] of alike.entries()) {
      const hint = meantWord(name, documents, isEmbedded) ?? didYouMean(name, names, index)
      findings.at(
        at,
        wordFinding(name, documents, isEmbedded) ?? unknownPolicy(name, { named, hint, facet: documents.facet }),
      )
    }
  }
}

/** A word that stands where a name may, with a capital letter or so. */
function meantWord(name: string, { joins, isShared }: DocumentFacet, isEmbedded: boolean): string | undefined {
  const words = isEmbedded ? [] : [...(joins ? ['inherited'] : []), ...(isShared ? [LIVE] : [])]
  const word = words.find(one => one === name.trim().toLowerCase())
  return word && `Write ${word}.`
}

interface Unknown extends Pick<SaidDocument, 'documents' | 'isEmbedded'> {
  readonly name: string
  readonly at: Place
}

function unknownIn(
  { documents, isEmbedded }: SaidDocument,
  form: unknown,
  at: Place,
  lookup: Lookup,
): readonly Unknown[] {
  const { named, joins, isShared } = documents
  if (typeof form !== 'string') return []
  if (named !== undefined && lookup.named(named, form) !== undefined) return []
  const isWord = (joins && named !== undefined && form === 'inherited') || (isShared && form === LIVE)
  return isWord && !isEmbedded ? [] : [{ name: form, at, documents, isEmbedded }]
}

function wordFinding(name: string, { facet, isShared }: DocumentFacet, isEmbedded: boolean): Finding | undefined {
  if (name === LIVE && (isEmbedded || !isShared)) return notMerged(facet, isEmbedded)
  return name === 'inherited' && isEmbedded ? NOTHING_TO_INHERIT : undefined
}

const notMerged = (facet: string, isEmbedded: boolean): Finding => ({
  code: 'LIVE_NOT_MERGED',
  summary: `${facet} knows no \`live\` ${isEmbedded ? 'here' : ''}`.trim(),
  detail: isEmbedded
    ? 'It is what repositories get when they are created, so nothing is there yet that could be kept.'
    : 'It is one document whose parts have an order, and is replaced whole: two owners cannot share it.',
  hint: 'Remove `live`, and say all of the document.',
})

const NOTHING_TO_INHERIT: Finding = {
  code: 'NOTHING_INHERITED',
  summary: 'A template inherits nothing',
  detail: 'No layer says anything of what a template holds, so `inherited` has no meaning here.',
  hint: 'Write the name of the policy, or its statements.',
}

/** Whether `live` and `absent` stand in a list, once, and together. What `inherited` brings is known when layers are laid. */
function checkLive({ documents, value, place, isEmbedded }: SaidDocument, findings: Findings): void {
  if (!documents.isShared || isEmbedded) return
  if (value === LIVE) findings.at(place, alone(documents.facet))
  if (!Array.isArray(value)) return
  const places = (isMeant: (form: unknown) => boolean): readonly Place[] =>
    value.flatMap((form, index) => (isMeant(form) ? [below(place, [index])] : []))
  const [live, ...others] = places(form => form === LIVE)
  for (const other of others) findings.at(other, LIVE_TWICE, alsoAt(live as Place, 'it stands here first'))
  if (live === undefined && !value.includes('inherited'))
    for (const absent of places(isAbsent)) findings.at(absent, ABSENT_WITHOUT_LIVE)
}

const alone = (facet: string): Finding => ({
  code: 'LIVE_ALONE',
  summary: '`live` by itself declares nothing',
  detail: 'It keeps what is there under what else stands in its list.',
  hint: `Write ${facet}: [live, { statements: […] }], or remove the line to leave all of it alone.`,
})

const LIVE_TWICE: Finding = {
  code: 'LIVE_TWICE',
  summary: '`live` stands twice in one list',
  detail: 'What is there is there once.',
  hint: 'Remove one of the two.',
}

interface Named {
  readonly named: string | undefined
  readonly hint: string
  readonly facet: string
}

function unknownPolicy(name: string, { named, hint, facet }: Named): Finding {
  const finding = { code: 'UNKNOWN_POLICY', summary: `Unknown policy "${clipped(name)}"` }
  if (name === 'inherited')
    return {
      ...finding,
      detail: 'A lifecycle policy is replaced whole, never joined, so there is nothing to inherit into.',
      hint: 'Remove the line: what the layers before say holds anyway.',
    }
  if (isJsonText(name)) return pastedJson(facet, name)
  if (named === undefined)
    return {
      ...finding,
      detail: 'The policy of the registry takes no names: there is one for each registry.',
      hint: 'Write { statements: […] }, { file: policies/registry.json }, or a list of these, which may begin with `live`.',
    }
  if (hasPlaceholder(name))
    return {
      ...finding,
      detail: 'A policy is named as it is: variables are filled in within policies, not in their names.',
      hint: `Write one of the names under ${named}.`,
    }
  return {
    ...finding,
    detail: `There is no ${clipped(name)} under ${named} here.`,
    hint,
    ...otherwiseMeant(name, { named, facet }),
  }
}

/** Words with which other tools say that there is none. */
const NOTHING = /^(?:none|nil|null|absent|off|no|false|never|~|-)$/i

/** A word for nothing, or a path: neither is a name. */
function otherwiseMeant(name: string, { named, facet }: Pick<Named, 'facet'> & { readonly named: string }) {
  if (NOTHING.test(name))
    return {
      detail: `It would be the name of a policy of ${named}. What must not exist is null, without quotes.`,
      hint: 'Write:',
      example: [`${facet}: null`],
    }
  const path = /^(?:file[: ](?:\/\/)?\s*)?([\w./-]+\.(?:json|ya?ml))$/.exec(name)?.[1]
  return (
    path !== undefined && {
      detail: `It would be the name of a policy of ${named}. A file is named by \`file\`.`,
      hint: 'Write:',
      example: [`${facet}: { file: ${path} }`],
    }
  )
}

function checkDefinedTwice(fragment: Parsed, root: Lookup, findings: Findings): void {
  for (const { named } of NAMED_FACETS)
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
