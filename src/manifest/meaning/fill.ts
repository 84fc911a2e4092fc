import { interpolate, type Variables } from './interpolate.ts'
import type { PlacedPart, ResolvedRepository, Setting, Settings } from './settings.ts'

/** Fills variables in, as far as they are known: those of all repositories, then those of the one. */
export type Fill = (repository: ResolvedRepository, own: Variables) => ResolvedRepository

/** What many repositories share is filled in once, and stays shared where a repository has nothing of its own in it. */
export function fillWith(everywhere: Variables): Fill {
  const texts = new WeakMap<object, unknown>()
  const shared = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return interpolate(value, everywhere)
    if (!texts.has(value)) texts.set(value, interpolate(value, everywhere))
    return texts.get(value)
  }
  return ({ name, place, settings }, own) => ({ name, place, settings: filledSettings(settings, { shared, own }) })
}

interface Filling {
  readonly shared: (value: unknown) => unknown
  readonly own: Variables
}

function filledSettings(settings: Settings, filling: Filling): Settings {
  const filled = [...settings].map(([path, setting]) => [path, filledSetting(setting, filling)] as const)
  return filled.every(([path, setting]) => settings.get(path) === setting) ? settings : new Map(filled)
}

function filledSetting(setting: Setting, filling: Filling): Setting {
  if (setting.parts) {
    const { parts } = setting
    const filled = parts.map(part => filledPart(part, filling))
    return filled.every((part, index) => part === parts[index]) ? setting : { ...setting, parts: filled }
  }
  const value = interpolate(filling.shared(setting.value), filling.own)
  return value === setting.value ? setting : { ...setting, value, isFilled: true }
}

function filledPart(part: PlacedPart, { shared, own }: Filling): PlacedPart {
  const forAll = shared(part.body)
  const body = interpolate(forAll, own)
  if (body === part.body) return part
  return { ...part, body, ...(body !== forAll && { isOwn: true }) }
}
