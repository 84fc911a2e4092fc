import { altered, type Holdings } from './holdings.ts'
import { isInTheGap, type Loss } from './losses.ts'
import { type Act, type Known, perform } from './scenarios.ts'
import type { Moment, RacedCall } from './second-client.ts'

/** Uploads of layers alter nothing that anybody sees. */
const WRITES = /^(BatchDelete|Create|Delete|Put|Set|Tag|Untag|Update)/

interface Watching {
  readonly holdings: () => Promise<Holdings>
  readonly known: Known
  readonly doing: readonly Act[]
  /** Calls that the planning takes. */
  readonly planned: number
}

/** Lets the second client act between the calls of an apply, and sees what each write undoes of it. */
export async function watcher({ holdings, known, doing, planned }: Watching) {
  const atPlan = await holdings()
  const written = new Map<string, { readonly to: string | undefined; readonly at: number }>()
  const losses: Loss[] = []
  const left = [...doing]
  const made: RacedCall[] = []
  let now: Holdings = atPlan
  let waited = 0

  const act: Moment['act'] = async (second, call) => {
    made.push(call)
    const [next] = left
    if (made.length <= planned || next === undefined) return
    waited += 1
    if (waited <= next.wait) return
    waited = 0
    left.shift()
    await perform(second, next.action, known)
    const then = await holdings()
    for (const { thing, to } of altered(now, then)) written.set(thing, { to, at: made.length - 1 })
    now = then
  }

  const see: Moment['act'] = async (_, call) => {
    if (made.length <= planned || !WRITES.test(call.operation)) return
    const then = await holdings()
    for (const { thing, from } of altered(now, then)) {
      const one = written.get(thing)
      written.delete(thing)
      // Where the second client left what the plan had shown, nothing of it is lost.
      if (one === undefined || one.to === atPlan.get(thing)) continue
      const loss = { thing, was: from, by: call.operation }
      losses.push({ ...loss, isInTheGap: isInTheGap(loss, one.at, made) })
    }
    now = then
  }

  return {
    moments: [
      { before: '*', nth: 'each', act },
      { after: '*', nth: 'each', act: see },
    ] satisfies readonly Moment[],
    seen: () => ({ losses, acted: doing.length - left.length }),
  }
}
