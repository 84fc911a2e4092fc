import type { Path } from '../../kinds/kind.ts'
import { clipped } from '../../words.ts'
import type { Finding, Findings } from '../text/findings.ts'
import { below, type Place } from '../text/place.ts'
import { expressionsIn, namesIn } from './interpolate.ts'
import type { NamedSection } from './names.ts'
import type { ResolvedRepository, Setting } from './settings.ts'
import { OF_LABELS } from './variables.ts'

/** What is left of a target's settings and names once its variables are filled in. */
interface Left {
  readonly sections: readonly NamedSection[]
  readonly released: readonly { readonly name: string; readonly place: Place }[]
  readonly blocks: readonly ResolvedRepository[]
}

/** A label that the target does not have, where something that is for it asks for the label. */
export function checkLabels({ sections, released, blocks }: Left, findings: Findings): void {
  const check = (value: unknown, placeAt: (path: Path) => Place) => {
    for (const { text, path } of expressionsIn(value))
      for (const name of namesIn(text)) if (name.startsWith(OF_LABELS)) findings.at(placeAt(path), notSet(name))
  }
  for (const { repositories, removed } of sections) {
    for (const { name, place } of repositories) check(name, () => place)
    for (const { name, copiedTo, place } of removed) check({ name, copiedTo }, path => below(place, path))
  }
  for (const { name, place } of released) check({ name }, path => below(place, path))
  for (const { settings } of blocks)
    for (const setting of settings.values()) {
      check(setting.keyed?.key, () => setting.places.at(-1) as Place)
      for (const { value, place, isFile } of textsOf(setting))
        check(value, path => (isFile ? place : below(place, path)))
    }
}

const textsOf = ({ value, places, parts }: Setting) =>
  parts?.map(({ body, place, file }) => ({ value: body, place, isFile: file !== undefined })) ?? [
    { value, place: places.at(-1) as Place, isFile: false },
  ]

const notSet = (name: string): Finding => ({
  code: 'UNKNOWN_LABEL',
  summary: `${clipped(name)} is not set for this target`,
  detail: 'What is made of it would reach ECR as it is written.',
  hint: `Say it of the target: labels: { ${clipped(name.slice(OF_LABELS.length))}: … }, or leave the target out here: targets: ["!NAME"]`,
})
