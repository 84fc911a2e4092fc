import type { Action, Change, Failure, Need, Outcome, Plan } from '../model.ts'
import { calledText } from '../words.ts'
import { outward, pad, type Theme } from './theme.ts'

export interface Applied {
  readonly change: Change
  readonly outcome: Outcome
}

/** A plan and what became of it. */
interface Run {
  readonly plan: Plan
  readonly applied: readonly Applied[]
}

/** Counts of an apply, by how its changes ended. */
export const applySummary = (plan: Plan, applied: readonly Applied[]) => {
  const done = (action: Action) =>
    applied.filter(({ change, outcome }) => outcome.status === 'done' && change.action === action).length
  return {
    created: done('create'),
    updated: done('update'),
    replaced: done('replace'),
    deleted: done('delete'),
    partial: applied.filter(({ outcome }) => outcome.status === 'partial').length,
    failed: applied.filter(({ outcome }) => outcome.status === 'failed').length,
    skipped: applied.filter(({ outcome }) => outcome.status === 'skipped' && outcome.because !== 'blocked').length,
    blocked: plan.summary.blocked,
    unread: plan.summary.unread,
  }
}

/** What was done, what was not and why, and what to do about it. */
export const renderApplied = outward(({ plan, applied }: Run, theme: Theme): string => {
  const { created, updated, replaced, deleted, ...left } = applySummary(plan, applied)
  const rest = Object.entries(left)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`)
  const done = `${created} created, ${updated} updated, ${deleted} deleted${replaced > 0 ? `, ${replaced} replaced` : ''}`
  const creates = new Set(applied.flatMap(({ change }) => (change.action === 'create' ? [keyOf(change)] : [])))
  const unfinished = applied.flatMap(one => leftLines(one, need => creates.has(keyOf(need)), theme))
  return [
    ...unfinished,
    ...(unfinished.length > 0 ? [''] : []),
    ...plan.targets.flatMap(({ endpoint }) => calledText(endpoint)),
    rest.length === 0 ? `Applied: ${done}.` : `Applied in part: ${done}; ${rest.join(', ')}.`,
    ...(rest.length === 0 ? [] : ['Run ecrsync plan to see what is left.']),
    '',
  ].join('\n')
})

function leftLines({ change, outcome }: Applied, isCreate: (need: Need) => boolean, theme: Theme): readonly string[] {
  if (outcome.status === 'done' || (outcome.status === 'skipped' && outcome.because === 'blocked')) return []
  const address = pad(change.address, 40)
  if (outcome.status !== 'skipped') {
    const said = `${address}${outcome.error.message}`
    return [`  ${theme('error', pad(outcome.status, 8).slice(0, 8))}${said}`, ...details(outcome.error)]
  }
  return [`  ${theme('warning', 'skipped')} ${address}${reasonOf(outcome, change, isCreate)}`]
}

type Skipped = Extract<Outcome, { readonly status: 'skipped' }>

function reasonOf({ because, elsewhere }: Skipped, change: Change, isCreate: (need: Need) => boolean): string {
  if (because === 'blocked' || because === 'interrupted') return 'the run was interrupted before it'
  const target = elsewhere ?? change.target
  const where = elsewhere === undefined ? '' : ` in ${elsewhere}`
  return `${because}${where} was not ${isCreate({ target, address: because }) ? 'created' : 'done'}`
}

const keyOf = ({ target, address }: Need): string => `${target} ${address}`

const details = ({ detail, hint }: Failure): readonly string[] =>
  [detail, hint && `hint: ${hint}`].filter(text => text !== undefined && text !== '').map(text => `          ${text}`)

/** An apply as published in schemas/apply.schema.json. */
export const applyJson = (plan: Plan, applied: readonly Applied[], version: string) => ({
  formatVersion: 1,
  ecrsync: version,
  manifest: { name: plan.manifest.name, digest: plan.manifest.digest },
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
})
