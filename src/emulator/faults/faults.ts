import type { RegistryPlace } from '../registry-place.ts'

/** Something that goes wrong on request. */
export interface Fault {
  /** `*` is every one. */
  readonly operation: string
  /** An error's name, or a connection that ends before or after the call took effect. */
  readonly error: string
  readonly message?: string
  /** Only calls that name this repository. */
  readonly repository?: string
  /** Only calls about registries of this account, or for a role of it. */
  readonly account?: string
  /** Only calls in this region. */
  readonly region?: string
  /** Counted over the calls that this fault is about; left out: always. */
  readonly when?: { readonly at: number } | { readonly first: number } | { readonly every: number }
}

export interface Faults {
  inject(fault: Fault): void
  clear(): void
  /** The fault that hits this call, if any; every call is counted. */
  hit(call: FaultyCall): Fault | undefined
}

/** What a call is about, as far as faults go. */
export interface FaultyCall {
  readonly operation: string
  readonly place: RegistryPlace
  readonly repositories: readonly string[]
}

export function openFaults(initial: readonly Fault[] = []): Faults {
  const counts = new Map<Fault, number>()
  const inject = (fault: Fault) => void counts.set({ ...fault }, 0)
  for (const fault of initial) inject(fault)
  return {
    inject,
    clear: () => counts.clear(),
    hit(call) {
      const about = [...counts.keys()].filter(fault => isAbout(fault, call))
      const isDue = about.map(fault => {
        const count = (counts.get(fault) ?? 0) + 1
        counts.set(fault, count)
        return isNow(fault, count)
      })
      return about.find((_, index) => isDue[index])
    },
  }
}

const isAbout = (fault: Fault, { operation, place, repositories }: FaultyCall): boolean =>
  ['*', operation].includes(fault.operation) &&
  (fault.repository === undefined || repositories.includes(fault.repository)) &&
  (fault.account === undefined || fault.account === place.account) &&
  (fault.region === undefined || fault.region === place.region)

function isNow({ when }: Fault, count: number): boolean {
  if (when === undefined) return true
  if ('at' in when) return count === when.at
  return 'first' in when ? count <= when.first : count % when.every === 0
}
