import type { Check, Judged, Severity } from '../../kinds/checks/check.ts'
import { CHECKS, checkOf } from '../../kinds/checks/index.ts'
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

/** Whose settings something was found in: a repository that has a name, or a block. */
export interface Owner {
  readonly name: string
  readonly settings: Settings
}

interface Found {
  readonly place: Place
  readonly finding: Finding
  readonly severity: Severity
  /** Repositories that have it, and do not waive it. */
  readonly repositories: string[]
  isWaived: boolean
  isToldOfBlock: boolean
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

  #add(place: Place, { finding, severity }: Pick<Found, 'finding' | 'severity'>, { name, settings }: Owner): void {
    const key = `${placeKey(place)} ${finding.code} ${finding.summary}`
    const found = this.#found.get(key) ?? {
      place,
      finding,
      severity,
      repositories: [],
      isWaived: false,
      isToldOfBlock: false,
    }
    this.#found.set(key, found)
    if (this.#isWaived(finding.code, settings)) found.isWaived = true
    else if (name === '') found.isToldOfBlock = true
    else found.repositories.push(name)
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

  tell(findings: Findings): void {
    for (const { place, finding, severity, repositories, isWaived, isToldOfBlock } of this.#found.values())
      if (repositories.length > 0 || (isToldOfBlock && !isWaived))
        findings.add({
          ...diagnosticAt(place, { ...finding, severity }),
          ...(repositories.length > 0 && { repositories }),
        })
    for (const waiver of this.#ended.values()) findings.at(waiver.places.at(-1) as Place, ended(waiver))
  }

  get used(): ReadonlySet<string> {
    return this.#used
  }

  get expected(): ReadonlyMap<string, { readonly waiver: Waiver; readonly place: Place }> {
    return this.#waivers
  }
}

/** Of all targets together: waivers that were for nothing in any of them. */
export function tellIdleWaivers(all: readonly Pick<Checked, 'used' | 'expected'>[], findings: Findings): void {
  const used = new Set(all.flatMap(one => [...one.used]))
  const expected = new Map(all.flatMap(one => [...one.expected]))
  for (const [key, { waiver, place }] of expected) if (!used.has(key)) findings.at(place, waivesNothing(waiver))
}
