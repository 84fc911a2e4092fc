import type { Receipt, ReceiptOutcome, ReceiptTarget } from '../../documents/receipt.ts'
import { readReceipt } from '../../documents/receipt-read.ts'
import { invalid, refusedReceipt } from '../../documents/receipt-text.ts'
import { EcrsyncError } from '../../errors.ts'
import { harmless } from '../../harmless.ts'
import { isOfKind } from '../../kinds/belonging.ts'
import type { Diagnostic, Plan, Source } from '../../model.ts'
import { onceFor } from '../../once.ts'
import { heldBy, type Reversal, reversalOf } from '../../plan/reversal.ts'
import { clipped, EMBEDDED } from '../../words.ts'
import type { OpenManifest } from './manifest.ts'
import type { Revising } from './planner.ts'
import { returning } from './returning.ts'

/** What a receipt makes of a plan. */
export interface Reverting extends Revising {
  /** Which is not about anything else than the receipt. @throws EcrsyncError RECEIPT_OTHER_TARGET */
  check(plan: Plan): void
}

/** @throws EcrsyncError RECEIPT_NOT_FOUND, RECEIPT_UNREADABLE, RECEIPT_INVALID */
export async function openReverting(file: string): Promise<Reverting> {
  const receipt = await readReceipt(file)
  checkSound(receipt, file)
  const { head, outcomes } = receipt
  const places = new Map(outcomes.map((outcome, index) => [outcome, index + 2]))
  const sourceOf = (outcome: object): Source => ({ file, line: places.get(outcome as ReceiptOutcome) ?? 1, column: 1 })
  const reversalIn = onceFor(
    (target: string): Reversal =>
      understood(file, () =>
        reversalOf(
          outcomes.filter(one => one.target === target),
          sourceOf,
        ),
      ),
  )
  const targets = new Map(head.targets.map(target => [target.name, target]))
  return {
    isAbout: name => targets.has(name),
    checkManifest: (manifest, isChosen) => checkManifest(receipt, { file, manifest, isChosen }),
    intentFor(intent, { name }) {
      const { wishes: back, notes } = reversalIn(name)
      const wishes = heldBy(head.manifest.name, back)
      const isDeclared = (repository: string) => wishes.isDeclared(repository) || intent.wishes.isDeclared(repository)
      return { ...intent, wishes: { ...wishes, isDeclared }, warnings: [...endNotes(receipt, file), ...notes] }
    },
    partOf: returning,
    planned: planning =>
      planning.catch((error: unknown) => {
        throw error instanceof EcrsyncError && error.code !== 'INTERNAL' ? error : notUnderstood(file, error)
      }),
    check: plan => checkTargets(plan, targets, file),
  }
}

/** What this version could have done, and each change once: anything else nobody has to undo. */
function checkSound({ outcomes }: Receipt, file: string): void {
  const told = new Set<string>()
  for (const outcome of outcomes) {
    const key = `${outcome.target} ${outcome.address}`
    if (!isOfKind(outcome))
      throw invalid(file, `${harmless(clipped(outcome.address))} is nothing that ecrsync changes.`)
    if (outcome.status === 'skipped') continue
    if (told.has(key)) throw invalid(file, `${harmless(clipped(outcome.address))} is told twice.`)
    told.add(key)
  }
}

/** Documents of a receipt may have been written by anybody. */
function understood<T>(file: string, make: () => T): T {
  try {
    return make()
  } catch (error) {
    throw notUnderstood(file, error)
  }
}

function notUnderstood(file: string, cause: unknown): EcrsyncError {
  const { code, message, diagnostics: _, ...details } = invalid(file, 'A before or an after in it is none of its kind.')
  return new EcrsyncError(code, message, {
    detail: details.detail ?? '',
    hint: details.hint ?? '',
    cause,
  })
}

interface Manifest {
  readonly file: string
  readonly manifest: Pick<OpenManifest, 'about' | 'targets'>
  /** Some targets were chosen: the others are not to be reverted. */
  readonly isChosen: boolean
}

/** @throws EcrsyncError RECEIPT_OTHER_MANIFEST, RECEIPT_OTHER_TARGET */
function checkManifest({ head }: Receipt, { file, manifest, isChosen }: Manifest): void {
  const { name } = manifest.about.manifest
  if (name !== head.manifest.name)
    throw refusedReceipt('RECEIPT_OTHER_MANIFEST', file, {
      summary: 'is of another manifest',
      detail: `It is of ${harmless(clipped(head.manifest.name))}, and this one is ${name}: what it changed is not this manifest's to take back.`,
      hint: 'Name the manifest that was applied: --file FILE',
    })
  const declared = new Map(manifest.targets.map(target => [target.name, target]))
  for (const target of head.targets) {
    const found = declared.get(target.name)
    if (found === undefined && !isChosen) throw otherTarget(file, target, 'the manifest has no target of that name')
    if (found === undefined) continue
    if (found.account !== undefined) refuseOther(file, target, 'account', found.account)
    if (found.region !== undefined) refuseOther(file, target, 'region', found.region)
  }
}

function checkTargets({ targets }: Plan, known: ReadonlyMap<string, ReceiptTarget>, file: string): void {
  for (const { name, account, region, endpoint } of targets) {
    const target = known.get(name)
    if (target === undefined) continue
    if (account !== '') refuseOther(file, target, 'account', account)
    refuseOther(file, target, 'region', region)
    if ((endpoint === EMBEDDED) !== (target.endpoint === EMBEDDED))
      throw otherTarget(file, target, 'one of them is in the embedded ECR of --local, and the other is not')
  }
}

function refuseOther(file: string, target: ReceiptTarget, what: 'account' | 'region', found: string): void {
  if (target[what] !== found)
    throw otherTarget(file, target, `its ${what} was ${clipped(target[what])}, and is ${found}`)
}

const otherTarget = (file: string, { name }: ReceiptTarget, why: string): EcrsyncError =>
  refusedReceipt('RECEIPT_OTHER_TARGET', file, {
    summary: 'is of another target',
    detail: harmless(`Of ${clipped(name)}, ${why}: what was changed is not there.`),
    hint: 'Name the manifest, the region and the credentials that the apply had.',
  })

/** A run that was killed may have done what it could not tell. */
function endNotes({ end, isCut }: Receipt, file: string): readonly Diagnostic[] {
  if (end !== undefined) return []
  return [
    {
      severity: 'warning',
      code: 'PERHAPS_DONE',
      summary: 'The run that wrote this receipt was ended before it came to its end',
      detail: `${isCut ? 'Its last line breaks off: what it told of is left out. ' : ''}What was under way may have been done, and is left as it is.`,
      hint: 'Run ecrsync plan to see what is other than the manifest says.',
      source: { file, line: 1, column: 1 },
    },
  ]
}
