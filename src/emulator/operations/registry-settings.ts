import type { RegistrySettings } from '../model.ts'
import type { Registry } from '../storage/registry.ts'

export const settingsOf = ({ settings }: Registry): RegistrySettings => settings.get() ?? {}

/** A member that is `undefined` goes. */
export function change(
  { settings }: Registry,
  changed: { readonly [K in keyof RegistrySettings]: RegistrySettings[K] | undefined },
): void {
  const merged = Object.entries({ ...settings.get(), ...changed }).filter(([, value]) => value !== undefined)
  settings.put(Object.fromEntries(merged))
}
