import { byCause, withRepositories } from '../../causes.ts'
import { grouped } from '../../collate.ts'
import { checkOf } from '../../kinds/checks/index.ts'
import type { DeclaredTarget, Diagnostic, Guards } from '../../model.ts'
import type { Further, Manifest } from '../form/load.ts'
import { rootOf } from '../form/sections.ts'
import { Findings, identityOf } from '../text/findings.ts'
import type { Place } from '../text/place.ts'
import { tellBlocks, tellIdleWaivers } from './checked.ts'
import type { BlockFindings } from './checks.ts'
import { checkAdopted, checkMatches } from './matches.ts'
import { ownerOf } from './owner.ts'
import { judgeFor, judgeWhole, type ResolvedManifest, type Whole } from './resolve.ts'
import { selecting, selectionsIn } from './selectors.ts'
import { type Surroundings, variablesIn } from './variables.ts'

/** A manifest for all its targets. */
export interface ResolvedTargets {
  readonly name: string
  readonly guards: Guards
  readonly targets: readonly ResolvedTarget[]
  /** What is said of it, each cause once; of what is not so in all targets, with the names of those in which it is. */
  readonly findings: readonly Diagnostic[]
}

export interface ResolvedTarget {
  readonly target: DeclaredTarget
  /** Of the repositories that are declared for it, of those that tombstones for it name, and of those that it lets go. */
  readonly names: Readonly<Record<'repositories' | 'removed' | 'released', readonly string[]>>
  /** Made when it is asked for, and kept then. Targets that differ in nothing that the manifest asks for share it. */
  resolved(): ResolvedManifest
}

export interface ResolveTargetsOptions extends Surroundings {
  /** Where a target that says no region is. */
  readonly region?: string | undefined
}

/** @throws EcrsyncError INVALID_MANIFEST with everything that is wrong in any target */
export function resolveTargets(manifest: Manifest, options: ResolveTargetsOptions): ResolvedTargets {
  const findings = new Findings()
  const targets = judgeAll(manifest, options, findings)
  findings.throwIfErrors()
  return { ...targets, findings: byCause(findings.all) }
}

/** What is sound of a manifest with errors of form is judged all the same. */
export const further =
  (options: ResolveTargetsOptions): Further =>
  (sound, findings) =>
    void judgeAll(sound, { ...options, wantsNotes: false }, findings)

function judgeAll(
  manifest: Manifest,
  { region, ...surroundings }: ResolveTargetsOptions,
  findings: Findings,
): Omit<ResolvedTargets, 'findings'> {
  const whole = judgeWhole(manifest, surroundings, findings)
  const located = whole.targets.map(target => ({ ...(region !== undefined && { region }), ...target }))
  const blocks: BlockFindings = new Map()
  const counting = whatCountsIn(whole)
  const groups = [...grouped(located, counting.keyOf).values()]
  const judged = groups.map(alike => {
    const target = counting.of(alike[0] as DeclaredTarget)
    const own = new Findings(findings)
    const accounts = [...new Set(alike.flatMap(({ account }) => account ?? []))]
    const first = judgeFor(whole, target, own, { blocks, accounts })
    const names = {
      repositories: first.repositories.map(nameOf),
      removed: first.removed.map(nameOf),
      released: first.claims.released.map(nameOf),
    }
    // Of many, all of them at once could be more than memory holds.
    let made = groups.length === 1 ? first : undefined
    const resolved = () => {
      made ??= judgeFor(whole, target, new Findings(findings), { blocks, accounts })
      return made
    }
    return { alike, names, resolved, own, left: first.left }
  })
  const isSound = (place: Place) => [findings, ...judged.map(({ own }) => own)].every(found => found.isSound(place))
  checkMatches(manifest, whole.targets, { findings, isSound })
  checkAdopted(manifest, whole.targets, { findings, isSound })
  tell(judged, whole.targets, findings)
  const left = judged.map(one => one.left)
  tellBlocks(left, findings)
  // Of what has errors, not all is known that a waiver may be for.
  if (whole.taking.wantsNotes && !findings.hasErrors) tellIdleWaivers(left, findings)
  const ofName = new Map(judged.flatMap(one => one.alike.map(({ name }) => [name, one] as const)))
  const targets = whole.targets.map(target => {
    const { names, resolved } = ofName.get(target.name) as (typeof judged)[number]
    return { target, names, resolved }
  })
  const { name } = ownerOf(manifest.root, whole.environment, {})
  return { name, guards: rootOf(manifest.root).guards ?? {}, targets }
}

const nameOf = ({ name }: { readonly name: string }): string => name

/** All of a target that its settings can depend on: what the manifest selects by and asks for, and what kinds are told. */
function whatCountsIn({ manifest, labels }: Whole) {
  const { root, fragments } = manifest
  const lists = new Map(
    [root, ...fragments].flatMap(selectionsIn).map(({ selectors }) => [JSON.stringify(selectors), selectors] as const),
  )
  const selections = [...lists.values()].map(selecting)
  const asked = variablesIn(manifest)
  const countsAccount = asked.has('target.account') || rootOf(root).registry !== undefined
  return {
    /** Without an account that is another one in targets that are alike. */
    of: ({ account, ...target }: DeclaredTarget): DeclaredTarget =>
      countsAccount && account !== undefined ? { ...target, account } : target,
    keyOf: (target: DeclaredTarget): string =>
      JSON.stringify([
        target.region,
        countsAccount && target.account,
        asked.has('target.name') && target.name,
        labels.map(key => target.labels[key]),
        selections.map(isFor => isFor(target)),
      ]),
  }
}

interface Judged {
  readonly alike: readonly DeclaredTarget[]
  readonly own: Findings
}

/** What all targets have is said once, and names none. */
function tell(judged: readonly Judged[], targets: readonly DeclaredTarget[], findings: Findings): void {
  const hasErrors = findings.hasErrors || judged.some(({ own }) => own.hasErrors)
  const said = new Map<string, { readonly diagnostic: Diagnostic; readonly names: Set<string> }>()
  for (const { alike, own } of judged)
    for (const diagnostic of own.all) {
      if (hasErrors && isNoteOfCheck(diagnostic)) continue
      const key = identityOf(diagnostic)
      const { names } = said.get(key) ?? { names: new Set<string>() }
      for (const { name } of alike) names.add(name)
      const other = said.get(key)?.diagnostic
      said.set(key, { diagnostic: other ? withRepositories(other, diagnostic) : diagnostic, names })
    }
  for (const { diagnostic, names } of said.values()) {
    const inOrder = targets.map(({ name }) => name).filter(name => names.has(name))
    findings.add(inOrder.length === targets.length ? diagnostic : { ...diagnostic, targets: inOrder })
  }
}

/** Beside errors, nobody looks for what could be nicer. */
const isNoteOfCheck = ({ severity, code }: Diagnostic): boolean => severity === 'note' && checkOf(code) !== undefined
