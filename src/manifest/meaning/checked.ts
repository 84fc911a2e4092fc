import type { Check, Judged, Severity } from '../../kinds/checks/check.ts'
import { CHECKS, checkOf } from '../../kinds/checks/index.ts'
import type { Diagnostic } from '../../model.ts'
import { diagnosticAt, type Finding, type Findings } from '../text/findings.ts'
import type { Place } from '../text/place.ts'
import type { Settings } from './settings.ts'
import { ended, placeKey, type Waiver, waiversIn, waivesNothing } from './waivers.ts'

/** How a run takes what checks find. */
export interface Taking {
  /** Undefined: it is not told. */
  severityOf(check: Check, found: Severity | undefined): Severity | undefined
  /** Those of which anything could be told. */
  readonly checks: readonly Check[]
  readonly today: string | undefined
  readonly wantsNotes: boolean
}

export function takingOf(
  taken: Readonly<Record<string, string>>,
  { today, wantsNotes = false }: { readonly today?: string; readonly wantsNotes?: boolean },
): Taking {
  const severityOf: Taking['severityOf'] = (check, found) => {
    const severity = (taken[check.code] ?? found ?? check.severity) as Severity | 'ignore'
    return severity === 'ignore' || (severity === 'note' && !wantsNotes) ? undefined : severity
  }
  // What a check finds beside something else may be a warning though it is a note otherwise.
  const checks = CHECKS.filter(check => severityOf(check, 'warning') !== undefined)
  return { severityOf, checks, today, wantsNotes }
}

/** Whose settings something was found in. */
export interface Owner {
  /** Empty: of the registry, or of nobody in particular. */
  readonly name: string
  readonly settings: Settings
  /** It is a part of a manifest, of which nobody knows here whether something has it. */
  readonly isBlock?: true
}

interface Found {
  readonly place: Place
  readonly finding: Finding
  readonly severity: Severity
  /** Repositories that have it, and do not waive it. */
  readonly repositories: string[]
  /** Something waives it. */
  isWaived: boolean
  /** Something has it, and does not waive it. */
  isHad: boolean
}

/** What one target leaves to be told of all of them. */
export interface Left {
  readonly used: ReadonlySet<string>
  readonly expected: ReadonlyMap<string, { readonly waiver: Waiver; readonly place: Place }>
  /** What stands in blocks, by what it is. */
  readonly inBlocks: ReadonlyMap<string, Diagnostic>
  /** Of such, what something has or waives. */
  readonly known: ReadonlySet<string>
}

/**
 * What checks find in one target, by its place: what many repositories have from one place is one finding, and it is told
 * unless all of them waive it.
 */
export class Checked {
  readonly taking: Taking
  readonly known: Omit<Judged, 'isDeclared' | 'accounts'>
  readonly #found = new Map<string, Found>()
  readonly #waivers = new Map<string, { readonly waiver: Waiver; readonly place: Place }>()
  readonly #used = new Set<string>()
  readonly #ended = new Map<string, Waiver>()

  constructor(taking: Taking, known: Checked['known']) {
    this.taking = taking
    this.known = known
  }

  /** Waivers of a whole repository, or of the registry: each must be for something. */
  expect(settings: Settings): readonly Waiver[] {
    const waivers = waiversIn(settings)
    for (const waiver of waivers)
      for (const place of waiver.places) this.#waivers.set(placeKey(place), { waiver, place })
    return waivers
  }

  /** Whether it is the finding of a check, which is told later, if at all. */
  takes(place: Place, finding: Finding, owner: Owner): boolean {
    const check = checkOf(finding.code)
    if (check === undefined) return false
    const severity = this.taking.severityOf(check, finding.severity)
    if (severity !== undefined) this.#add(place, { finding, severity }, owner)
    return true
  }

  #add(place: Place, { finding, severity }: Pick<Found, 'finding' | 'severity'>, owner: Owner): void {
    const key = `${placeKey(place)} ${finding.code} ${finding.summary}`
    const found = this.#found.get(key) ?? {
      place,
      finding,
      severity,
      repositories: [],
      isWaived: false,
      isHad: false,
    }
    this.#found.set(key, found)
    if (this.#isWaived(finding.code, owner.settings)) found.isWaived = true
    else if (!owner.isBlock) {
      found.isHad = true
      if (owner.name !== '') found.repositories.push(owner.name)
    }
  }

  #isWaived(code: string, settings: Settings): boolean {
    const waiver = waiversIn(settings).find(({ check }) => check === code)
    if (waiver === undefined) return false
    for (const place of waiver.places) this.#used.add(placeKey(place))
    const { today } = this.taking
    if (today === undefined || waiver.until >= today) return true
    this.#ended.set(placeKey(waiver.places.at(-1) as Place), waiver)
    return false
  }

  /** What something has. */
  tell(findings: Findings): void {
    for (const found of this.#found.values()) if (found.isHad) findings.add(diagnosticOf(found))
    for (const waiver of this.#ended.values()) findings.at(waiver.places.at(-1) as Place, ended(waiver))
  }

  get left(): Left {
    const all = [...this.#found]
    return {
      used: this.#used,
      expected: this.#waivers,
      inBlocks: new Map(
        all.flatMap(([key, found]) => (found.isHad || found.isWaived ? [] : [[key, diagnosticOf(found)]])),
      ),
      known: new Set(all.flatMap(([key, { isHad, isWaived }]) => (isHad || isWaived ? [key] : []))),
    }
  }
}

const diagnosticOf = ({ place, finding, severity, repositories }: Found): Diagnostic => ({
  ...diagnosticAt(place, { ...finding, severity }),
  ...(repositories.length > 0 && { repositories }),
})

/** Of all targets together: what stands in a block that nothing in any of them has. */
export function tellBlocks(all: readonly Left[], findings: Findings): void {
  const known = new Set(all.flatMap(one => [...one.known]))
  for (const { inBlocks } of all)
    for (const [key, diagnostic] of inBlocks) if (!known.has(key)) findings.add(diagnostic)
}

/** Of all targets together: waivers that were for nothing in any of them. */
export function tellIdleWaivers(all: readonly Left[], findings: Findings): void {
  const used = new Set(all.flatMap(one => [...one.used]))
  const expected = new Map(all.flatMap(one => [...one.expected]))
  for (const [key, { waiver, place }] of expected) if (!used.has(key)) findings.at(place, waivesNothing(waiver))
}
