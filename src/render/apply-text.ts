import { grouped } from '../collate.ts'
import type { Action, Change, Claims, Failure, Outcome, Plan } from '../model.ts'
import { partText, registryText, someOf } from '../words.ts'
import { beside, flowing, hanging, labelled } from './page.ts'
import { failureOf, isOfSeveral, placesCalled } from './targets.ts'
import { outward, type Theme } from './theme.ts'

export interface Applied {
  readonly change: Change
  readonly outcome: Outcome
}

/** A plan and what became of it. */
interface Run {
  readonly plan: Plan
  readonly applied: readonly Applied[]
  /** The file that tells of it; left out: there is none. */
  readonly receipt?: string | undefined
  /** Why that breaks off. */
  readonly receiptFailure?: string | undefined
  /** What to type to see what is left. */
  readonly again?: string
}

/** It was as it should be, and no call was made. */
const isAlready = (outcome: Outcome): boolean => outcome.status === 'done' && outcome.calls.length === 0

/** Counts of an apply, by how its changes ended. */
export const applySummary = (plan: Plan, applied: readonly Applied[]) => {
  const all = applied.filter(({ outcome }) => outcome.status === 'done' && !isAlready(outcome)).map(one => one.change)
  const done = (action: Action) => all.filter(change => change.action === action && !change.claims).length
  const claimed = (claims: Claims) => all.filter(change => change.claims === claims).length
  return {
    created: done('create'),
    updated: done('update'),
    adopted: claimed('adopt'),
    released: claimed('release'),
    replaced: done('replace'),
    deleted: done('delete'),
    alreadyDone: applied.filter(({ outcome }) => isAlready(outcome)).length,
    stale: applied.filter(({ outcome }) => outcome.status === 'skipped' && outcome.because === 'stale').length,
    partial: applied.filter(({ outcome }) => outcome.status === 'partial').length,
    failed: applied.filter(({ outcome }) => outcome.status === 'failed').length,
    skipped: applied.filter(
      ({ outcome }) => outcome.status === 'skipped' && outcome.because !== 'blocked' && outcome.because !== 'stale',
    ).length,
    blocked: plan.summary.blocked,
    unread: plan.summary.unread,
  }
}

/** What was done, what was not and why, and what to do about it. */
export const renderApplied = outward(({ plan, applied, ...told }: Run, theme: Theme, width: number): string => {
  const { created, updated, adopted, released, replaced, deleted, alreadyDone, ...left } = applySummary(plan, applied)
  const rest = Object.entries(left)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`)
  const others = Object.entries({ replaced, adopted, released, 'already done': alreadyDone }).filter(
    ([, count]) => count > 0,
  )
  const done = [
    `${created} created, ${updated} updated, ${deleted} deleted`,
    ...others.map(([name, count]) => `${count} ${name}`),
  ].join(', ')
  const page = { theme, width }
  const unfinished = [...unfinishedOf(plan, applied).flatMap(one => leftLines(one, page)), ...failedLines(plan, page)]
  const where = `${whereText(plan, applied)}${partText(plan)}`
  return [
    ...unfinished,
    ...(unfinished.length > 0 ? [''] : []),
    ...(isOfSeveral(plan) ? placesCalled(plan.targets) : []).flatMap(line => flowing(line, width)),
    ...flowing(
      rest.length === 0 ? `Applied to ${where}: ${done}.` : `Applied in part to ${where}: ${done}; ${rest.join(', ')}.`,
      width,
    ),
    ...(rest.length === 0 ? [] : [`Run ${told.again ?? 'ecrsync plan'} to see what is left.`]),
    ...receiptLines(told).flatMap(line => flowing(line, width)),
    '',
  ].join('\n')
})

/** Where what was done can be read; a run stops with it, because nobody could say otherwise how to go back. */
function receiptLines({ receipt, receiptFailure }: Pick<Run, 'receipt' | 'receiptFailure'>): readonly string[] {
  if (receipt === undefined) return []
  const broken = `It could not be written to its end (${receiptFailure}), so nothing more was begun.`
  return [`Receipt: ${receipt}`, ...(receiptFailure === undefined ? [] : [broken])]
}

/** The registry; of several, how many of them the plan had changes for. */
function whereText({ targets }: Plan, applied: readonly Applied[]): string {
  const [first, second] = targets
  if (first !== undefined && second === undefined) return registryText(first)
  const changed = new Set(applied.filter(isAllowed).map(({ change }) => change.target)).size
  return changed === targets.length ? `${changed} targets` : `${changed} of ${targets.length} targets`
}

const isAllowed = ({ outcome }: Applied): boolean => outcome.status !== 'skipped' || outcome.because !== 'blocked'

/** What has come to no good end, in one target or alike in several. */
interface Unfinished {
  readonly word: 'partial' | 'failed' | 'skipped' | 'stale'
  /** An address; of very many that were not begun, how many they are. */
  readonly what: string
  readonly text: string
  readonly error?: Failure
  readonly targets: readonly string[]
}

function unfinishedOf(plan: Plan, applied: readonly Applied[]): readonly Unfinished[] {
  const creates = new Set(
    applied.flatMap(({ change }) => (change.action === 'create' ? [`${change.target} ${change.address}`] : [])),
  )
  const notBegun = applied.filter(isInterrupted)
  const isMany = notBegun.length > SHOWN_NOT_BEGUN
  const left = applied
    .filter(one => !(isMany && isInterrupted(one)))
    .flatMap(one => leftOf(one, name => creates.has(name)))
  const alike = grouped(left, ({ target: _, ...said }) => JSON.stringify(said))
  const each = [...alike.values()].map(same => {
    const [{ target: _, ...said }] = same as readonly [(typeof left)[number]]
    return { ...said, targets: targetsOf(plan, same) }
  })
  return isMany ? [...each, allNotBegun(plan, notBegun)] : each
}

/** So many are read one by one; of more it is enough that a plan shows them. */
const SHOWN_NOT_BEGUN = 8

const isInterrupted = ({ outcome }: Applied): boolean =>
  outcome.status === 'skipped' && outcome.because === 'interrupted'

const allNotBegun = (plan: Plan, applied: readonly Applied[]): Unfinished => ({
  word: 'skipped',
  what: `${applied.length} changes`,
  text: 'the run was interrupted before them',
  targets: targetsOf(
    plan,
    applied.map(({ change }) => change),
  ),
})

const targetsOf = (plan: Plan, all: readonly { readonly target: string }[]): readonly string[] =>
  isOfSeveral(plan) ? [...new Set(all.map(({ target }) => target))] : []

function leftOf(
  { change: { target, address }, outcome }: Applied,
  isCreate: (name: string) => boolean,
): readonly (Omit<Unfinished, 'targets'> & { readonly target: string })[] {
  if (outcome.status === 'done') return []
  if (outcome.status !== 'skipped') {
    const { status, error } = outcome
    return [{ word: status, what: address, text: error.message, error, target }]
  }
  if (outcome.because === 'stale') return [{ word: 'stale', what: address, text: outcome.stale.reason, target }]
  const { because, elsewhere } = outcome
  if (because === 'blocked') return []
  if (because === 'interrupted')
    return [{ word: 'skipped', what: address, text: 'the run was interrupted before it', target }]
  const verb = isCreate(`${elsewhere ?? target} ${because}`) ? 'created' : 'done'
  const where = elsewhere === undefined ? '' : ` in ${elsewhere}`
  return [{ word: 'skipped', what: address, text: `${because}${where} was not ${verb}`, target }]
}

interface Page {
  readonly theme: Theme
  readonly width: number
}

const COLUMNS = { label: 2, text: 50, below: 10 } as const
const INDENT = ' '.repeat(COLUMNS.below)

/** Where comes last: names of targets may be long, and what is wrong must not have to be looked for behind them. */
function leftLines({ word, what, text, error, targets }: Unfinished, { theme, width }: Page): readonly string[] {
  const where = targets.length === 0 ? '' : `   ${theme('faint', `in ${namesOf(targets)}`)}`
  const role = error === undefined ? 'warning' : 'error'
  const label = `${theme(role, word)}${' '.repeat(8 - word.length)}${what}`
  return [...beside(label, `${text}${where}`, { ...COLUMNS, width }), ...details(error, width)]
}

/** Targets of which nothing could be read, so that nothing was tried. */
function failedLines({ targets }: Plan, { theme, width }: Page): readonly string[] {
  const failures = targets.flatMap(target => {
    const failure = failureOf(target)
    return failure === undefined ? [] : [{ name: target.name, message: failure.message }]
  })
  return [...grouped(failures, ({ message }) => message)].flatMap(([message, all]) => {
    const label = `${theme('unread', 'unread')}  target ${namesOf(all.map(({ name }) => name))}`
    return beside(label, message, { ...COLUMNS, width })
  })
}

const SHOWN_TARGETS = 8

/** Whoever has to look after them wants to know which they are. */
const namesOf = (targets: readonly string[]): string => someOf(targets, SHOWN_TARGETS)

/** What is to be typed stays in the line that it is. */
const details = ({ detail = '', hint = '', example = [] }: Partial<Failure> = {}, width: number): readonly string[] => [
  ...(detail === '' ? [] : hanging(INDENT, detail, width)),
  ...(hint === '' ? [] : labelled(`${INDENT}hint: `, hint, width)),
  ...example.map(line => `${INDENT}    ${line}`),
]

/** An apply as published in schemas/apply.schema.json. */
export const applyJson = ({ plan, applied, receipt, receiptFailure }: Run, version: string) => ({
  formatVersion: 1,
  ecrsync: version,
  manifest: plan.manifest,
  ...(plan.shard && { shard: plan.shard }),
  ...(plan.only && { only: plan.only }),
  targets: plan.targets.map(({ name, account, region, endpoint }) => ({
    name,
    account,
    region,
    ...(endpoint !== undefined && { endpoint }),
  })),
  outcomes: applied.map(({ change, outcome }) => ({
    address: change.address,
    target: change.target,
    action: change.action,
    ...outcome,
  })),
  unread: plan.targets.flatMap(({ unread }) => unread),
  summary: applySummary(plan, applied),
  ...(receipt !== undefined && { receipt }),
  ...(receiptFailure !== undefined && { receiptFailure }),
})
