import { expect } from 'vitest'
import type { Kind, StatingContext } from '../../src/kinds/kind.ts'
import { setText } from '../../src/kinds/rules/aligned.ts'
import { asDeclared } from '../../src/kinds/sayable.ts'
import type { Fields } from '../../src/model.ts'
import { settablePaths } from '../../src/plan/diff.ts'
import { ACCOUNT, CONTEXT, REGION } from '../world.ts'

/** As those of the context of all tests, by their ids. */
const accounts = new Map([...CONTEXT.accounts].map(([name, id]) => [String(id), name] as const))
export const STATING: StatingContext = { account: ACCOUNT, region: REGION, accounts }

/** What a kind states of a thing, and what comes of it laid over the thing and over nothing. */
export function restated(kind: Kind, name: string, spec: Fields) {
  const states = kind.states?.(name, spec, STATING)
  if (states === undefined) return undefined
  const context = { ...CONTEXT, account: ACCOUNT, ...(kind.scope === 'repository' && { repositoryName: name }) }
  const declared = asDeclared(kind, states)
  const wants = kind.want(declared, context)
  const laid = (before: Fields | null) => {
    const after = kind.merge(before, wants.get(name) ?? null)
    return after && kind.canonical(after)
  }
  return { states, wants, problems: kind.check(declared, context), over: laid(spec), anew: laid(null) }
}

/** Of rules of lifecycle policies only the order of their numbers counts, which laying over them tells; IAM minds no case of actions. */
const comparable = (spec: unknown): unknown =>
  JSON.parse(
    JSON.stringify(spec)
      .replaceAll(/"rulePriority":\d+,/g, '')
      .replaceAll(/"ecr:\w+"/gi, action => action.toLowerCase()),
  )

/** Equal but for the order of what ECR takes for sets, and for what nobody can set. */
const meaning = ({ facts = [] }: Kind, spec: Fields | null): string =>
  setText(comparable(Object.fromEntries(Object.entries(spec ?? {}).filter(([field]) => !facts.includes(field)))))

/** The law: it is said of this thing alone, changes nothing of it, makes the same of nothing, and is what ECR would take. */
export function expectStated(kind: Kind, name: string, spec: Fields): Fields | undefined {
  const found = restated(kind, name, spec)
  if (found === undefined) return undefined
  expect([...found.wants.keys()]).toEqual([name])
  expect(settablePaths(kind, spec, found.over), JSON.stringify(found.states)).toEqual([])
  expect(meaning(kind, found.anew)).toBe(meaning(kind, spec))
  expect(found.problems.filter(({ severity = 'error' }) => severity === 'error')).toEqual([])
  return found.states
}
