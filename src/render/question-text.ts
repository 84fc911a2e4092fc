import { harmlessly } from '../harmless.ts'
import type { Change, Plan, Target } from '../model.ts'
import { counted, partText, registryInWords } from '../words.ts'
import { lastLine } from './last-line.ts'
import { plain, type Theme } from './theme.ts'

/** What a person is asked before anything is written. */
export interface Question {
  /** Where it would be written, and how much. */
  readonly about: readonly string[]
  /** The question itself, and why the answer is more than a letter. */
  readonly text: string
  /** What has to be typed for a yes; left out: y, or yes. */
  readonly word?: string
}

/** So many targets are read before an answer. */
const SHOWN = 5

/**
 * Asked for a letter, or, where something goes for good, for what nobody types without having read: the name of the target
 * that loses it, and of several their number, which is another one in another plan.
 */
export function applyQuestion(document: Plan, theme: Theme = plain): Question {
  const plan = harmlessly(document)
  const made = plan.changes.filter(({ blocked }) => blocked === undefined)
  const losing = namesOf(made.filter(isLoss))
  const about = [...placesText(plan, namesOf(made)), lastLine(plan, theme)]
  const [name, ...others] = losing
  if (name === undefined) return { about, text: 'Make these changes?' }
  const word = others.length === 0 ? wordFor(name) : counted(losing.length, 'target')
  const whose = others.length === 0 ? 'What goes' : `What goes from ${word}`
  return { about, word, text: `${whose} cannot be brought back. To make these changes, type ${word}:` }
}

/** A name that is a yes to any question is not the proof of having read this one. */
const wordFor = (name: string): string => (/^y(es)?$/i.test(name) ? `target ${name}` : name)

const namesOf = (changes: readonly Change[]): readonly string[] => [...new Set(changes.map(({ target }) => target))]

/** It deletes, replaces, or lets images with tags expire. */
const isLoss = ({ action, impact }: Change): boolean =>
  action === 'delete' || action === 'replace' || (impact !== undefined && takesTagged(impact))

/** Of tagged images that a plan does not name it is not known whether they expire or are archived. */
const takesTagged = ({ expire, tagged, unnamed }: NonNullable<Change['impact']>): boolean =>
  tagged.some(({ action }) => action === 'EXPIRE') || (unnamed > 0 && expire.images > 0)

/** Those that something is to be done in. */
function placesText({ targets, ...part }: Plan, names: readonly string[]): readonly string[] {
  const written = targets.filter(({ name }) => names.includes(name))
  const [one] = written
  if (one !== undefined && written.length === 1) return [`In ${one.name}: ${registryInWords(one)}${partText(part)}`]
  const shown = written.length > SHOWN + 1 ? written.slice(0, SHOWN) : written
  const more = written.length - shown.length
  return [
    `In ${counted(written.length, 'target')}${partText(part)}:`,
    ...shown.map(target => `  ${target.name}: ${registryInWords(target)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ]
}

/** What a copy would write. */
export interface CopyAsked extends Omit<Target, 'name'> {
  readonly from: string
  readonly to: string
  /** `5 images to copy, at most 12 MiB` and the like. */
  readonly amounts: readonly string[]
}

export function copyQuestion(document: CopyAsked): Question {
  const { from, to, amounts, ...place } = harmlessly(document)
  return { about: [`${from} → ${to} in ${registryInWords(place)}`, `${amounts.join(', ')}.`], text: 'Copy?' }
}
