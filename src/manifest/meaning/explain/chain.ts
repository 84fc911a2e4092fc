import { own } from '../../../collate.ts'
import { isFields } from '../../../kinds/canonical.ts'
import type { ExplainedStep, Fields } from '../../../model.ts'
import { VARS } from '../../form/facets.ts'
import { globsOf } from '../../form/sections.ts'
import { type Place, sourceOf } from '../../text/place.ts'
import { expressionsIn, namesIn } from '../interpolate.ts'
import { keyedIn, type PlacedPart, type Setting, type Settings } from '../settings.ts'
import { OF_VARS } from '../variables.ts'

/** Every place that a setting came through: its layers, then what these name, then the variables of the repository that are in it. */
export function chainOf(setting: Setting, settings: Settings): readonly ExplainedStep[] {
  const layers = setting.places.map(stepAt)
  const parts = [...(setting.parts ?? []), ...Object.values(setting.embedded ?? {}).flatMap(inside => inside ?? [])]
  const named = parts.filter(part => part.named !== undefined || part.file !== undefined).map(stepOfPart)
  return distinct([...layers, ...named, ...variablesIn([...layers, ...named], settings)])
}

/** What is written at a place, and what that is a part of. */
export function stepAt(place: Place): ExplainedStep {
  const [section = '', index = ''] = place.path
  const match = matchOf(valueAt(place.parsed.value, [section, index]))
  return {
    source: sourceOf(place),
    section: String(section),
    ...(match !== undefined && { match }),
    value: valueAt(place.parsed.value, place.path),
  }
}

function stepOfPart({ place, named, file }: PlacedPart): ExplainedStep {
  return {
    ...stepAt(place),
    ...(named !== undefined && { named }),
    ...(file !== undefined && { readsFile: file }),
  }
}

function variablesIn(steps: readonly ExplainedStep[], settings: Settings): readonly ExplainedStep[] {
  const asked = new Set(steps.flatMap(({ value }) => expressionsIn(value).flatMap(({ text }) => namesIn(text))))
  return keyedIn(settings, VARS)
    .filter(([name]) => asked.has(`${OF_VARS}${name}`))
    .flatMap(([name, { places }]) => places.map(place => ({ ...stepAt(place), variable: name })))
}

const matchOf = (block: unknown): readonly string[] | undefined => {
  const match = isFields(block) ? own(block, 'match') : undefined
  return typeof match === 'string' || Array.isArray(match) ? globsOf(match) : undefined
}

/** Of a place that is not there any more, because it is not for the target, nothing. */
const valueAt = (value: unknown, path: Place['path']): unknown =>
  path.reduce<unknown>((inner, step) => {
    if (Array.isArray(inner)) return inner[Number(step)]
    return isFields(inner) ? own(inner as Fields, String(step)) : undefined
  }, value)

/** One document of several may stand where another one does. */
function distinct(steps: readonly ExplainedStep[]): readonly ExplainedStep[] {
  const seen = new Set<string>()
  return steps.filter(({ source: { file, line, column } }) => {
    const key = JSON.stringify([file, line, column])
    const isNew = !seen.has(key)
    seen.add(key)
    return isNew
  })
}
