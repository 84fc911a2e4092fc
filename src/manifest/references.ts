import { isFields } from '../kinds/canonical.ts'
import type { Diagnostic } from '../model.ts'
import { didYouMean, type Findings } from './diagnostic.ts'
import type { Scope } from './layers.ts'
import type { Manifest } from './load.ts'
import { below, type Parsed, type Place, sourceOf } from './place.ts'
import { FACETS } from './schema.ts'
import { type Block, DOCUMENT_FACETS, formsOf, layersOf, namedIn, repositoriesOf, sectionOf } from './section.ts'

/** What names mean in a section: the root's documents, and those of the fragment itself. */
export function scopeOf({ root, documents }: Manifest, parsed: Parsed): Scope {
  const sections = parsed === root ? [root] : [root, parsed]
  const tables = new Map(
    DOCUMENT_FACETS.map(
      ({ named }) =>
        [
          named,
          new Map(sections.flatMap(section => namedIn(section, named).map(entry => [entry.name, entry] as const))),
        ] as const,
    ),
  )
  return {
    named: (documentsKey, name) => tables.get(documentsKey)?.get(name),
    file: (place, file) => documents.of(place.parsed, file),
  }
}

/** Names that are used but not defined, defined twice, or both wanted and removed. */
export function checkReferences(manifest: Manifest, findings: Findings): void {
  const sections = [manifest.root, ...manifest.fragments]
  checkRepeated(sections.flatMap(repositoriesOf), findings)
  checkRemoved(sections, findings)
  for (const section of sections) {
    checkNames(manifest, section, findings)
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
          summary: `Repository ${name} is declared twice`,
          detail: 'Which of the two would win is nothing that a reader could see.',
          hint: 'Join the two, or remove one.',
        },
        alsoAt(other, `${name} is first declared here`),
      )
  }
}

function checkRemoved(sections: readonly Parsed[], findings: Findings): void {
  const declared = new Map(sections.flatMap(repositoriesOf).map(({ name, place }) => [name, place]))
  const removed = new Map<string, Place>()
  for (const parsed of sections)
    for (const [index, { name }] of (sectionOf(parsed).removed ?? []).entries()) {
      const place = { parsed, path: ['removed', index, 'name'] }
      const other = declared.get(name) ?? removed.get(name)
      if (other !== undefined)
        findings.at(
          place,
          {
            code: 'DECLARED_AND_REMOVED',
            summary: `Repository ${name} is removed here and ${declared.has(name) ? 'declared' : 'removed'} elsewhere`,
            detail: 'It cannot both be there and be gone.',
            hint: 'Remove one of the two.',
          },
          alsoAt(other, `${name} stands here too`),
        )
      removed.set(name, place)
    }
}

function checkNames(manifest: Manifest, section: Parsed, findings: Findings): void {
  const visible = section === manifest.root ? [section] : [manifest.root, section]
  for (const { facet, named, joins } of DOCUMENT_FACETS) {
    const entries = visible.flatMap(parsed => namedIn(parsed, named))
    if (section !== manifest.root) checkDefinedTwice(manifest.root, section, named, findings)
    for (const { name, place } of namedIn(section, named))
      if (name === 'inherited')
        findings.at(place, {
          code: 'RESERVED_NAME',
          summary: 'A policy cannot be named "inherited"',
          detail: 'The word stands for what the layers before say.',
          hint: 'Choose another name.',
        })
    for (const { fields, place } of [...layersOf(section), ...repositoriesOf(section)])
      for (const { form, path } of formsOf(fields[facet], joins))
        checkName(
          form,
          below(place, [facet, ...path]),
          { known: entries.map(({ name }) => name), named, joins },
          findings,
        )
  }
}

function checkName(
  form: unknown,
  place: Place,
  { known, named, joins }: { known: readonly string[]; named: string; joins: boolean },
  findings: Findings,
): void {
  if (typeof form !== 'string' || known.includes(form) || (joins && form === 'inherited')) return
  findings.at(place, {
    code: 'UNKNOWN_POLICY',
    summary: `Unknown policy "${form}"`,
    detail: `There is no ${form} under ${named} here${form === 'inherited' ? '; a lifecycle policy is replaced whole, never joined' : ''}.`,
    hint: didYouMean(form, known),
  })
}

function checkDefinedTwice(root: Parsed, fragment: Parsed, named: string, findings: Findings): void {
  const inRoot = new Map(namedIn(root, named).map(({ name, place }) => [name, place]))
  for (const { name, place } of namedIn(fragment, named)) {
    const other = inRoot.get(name)
    if (other)
      findings.at(
        place,
        {
          code: 'DEFINED_TWICE',
          summary: `Policy ${name} is defined here and in the root`,
          detail: 'A name means one thing in all files.',
          hint: 'Rename one of the two.',
        },
        alsoAt(other, `${name} is defined here too`),
      )
  }
}

function checkUnmanaged({ fields, place }: Block, findings: Findings): void {
  if (!isFields(fields)) return
  for (const [index, entry] of ((fields.unmanaged ?? []) as readonly string[]).entries())
    if (!FACETS.includes(entry) && !/^tags\../.test(entry))
      findings.at(below(place, ['unmanaged', index]), {
        code: 'UNKNOWN_SETTING',
        summary: `Unknown setting "${entry}"`,
        detail: 'unmanaged takes the name of a setting, or tags.KEY for a single tag.',
        hint: didYouMean(entry, FACETS),
      })
}
