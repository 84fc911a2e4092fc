import fc from 'fast-check'
import { expect } from 'vitest'
import { startEmulator } from '../../src/emulator/server.ts'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { clientOf } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { altered, type Holdings, imagesIn, policiesIn } from './holdings.ts'
import { NAME } from './race.ts'
import { type Act, acts, fill, type Known, manifestOf, OLD, perform, type Scenario, scenario } from './scenarios.ts'
import { type Moment, type RacedCall, secondClient } from './second-client.ts'

const ALONE = ['--concurrency', '1', '--quiet']
/** Uploads of layers alter nothing that anybody sees. */
const WRITES = /^(BatchDelete|Create|Delete|Put|Set|Tag|Untag|Update)/

/** Something that the second client did and a write of ecrsync undid. */
interface Loss {
  readonly thing: string
  readonly was: string | undefined
  readonly by: string
  /** Done after the look directly before the write, where ECR has no condition for it. */
  readonly isInTheGap: boolean
}

interface Outcome {
  readonly address: string
  readonly status: string
}

/** So many rounds: nothing that the second client did is undone without a word, but for what ECR has no condition for. */
export async function rounds(seed: number, numRuns: number): Promise<void> {
  const counts = { acted: 0, reported: 0, inTheGap: 0 }
  await fc.assert(
    fc.asyncProperty(scenario, acts, async (given, doing) => {
      const { losses, outcomes, acted } = await round(given, doing)
      const silent = losses.filter(loss => !loss.isInTheGap && !isReported(loss, outcomes))
      counts.acted += acted
      counts.inTheGap += losses.filter(({ isInTheGap }) => isInTheGap).length
      counts.reported += losses.filter(loss => !loss.isInTheGap && isReported(loss, outcomes)).length
      expect(silent).toEqual([])
    }),
    { seed, numRuns, endOnFailure: true },
  )
  process.stderr.write(
    `${numRuns} rounds: ${counts.acted} acts; undone and said: ${counts.reported}, in the gap that ECR leaves: ${counts.inTheGap}\n`,
  )
}

async function round(given: Scenario, doing: readonly Act[]) {
  const emulator = await startEmulator()
  const ecr = clientOf(emulator)
  try {
    const known = await fill(ecr, given)
    const cwd = await folderWith({ 'ecrsync.yaml': manifestOf(given, known) })
    emulator.clearCalls()
    await ecrsync(['plan', ...ALONE], { cwd, env: awsEnvironment(emulator.url) })
    const planned = emulator.calls.length
    const holdings = async () => {
      const all = [imagesIn(ecr, NAME), policiesIn(ecr, NAME), ...(given.isTombstone ? [imagesIn(ecr, OLD)] : [])]
      return new Map((await Promise.all(all)).flat())
    }
    const watch = await watcher({ holdings, known, doing, planned })
    const second = await secondClient(emulator, ...watch.moments)
    const args = ['apply', '--auto-approve', '--json', ...ALONE]
    const { stdout } = await ecrsync(args, { cwd, env: awsEnvironment(second.url) })
    second.check()
    const { outcomes = [] } = JSON.parse(stdout) as { readonly outcomes?: readonly Outcome[] }
    return { outcomes, ...watch.seen() }
  } finally {
    ecr.destroy()
    await emulator.close()
  }
}

interface Watching {
  readonly holdings: () => Promise<Holdings>
  readonly known: Known
  readonly doing: readonly Act[]
  /** Calls that the planning takes. */
  readonly planned: number
}

/** Lets the second client act between the calls of an apply, and sees what each write undoes of it. */
async function watcher({ holdings, known, doing, planned }: Watching) {
  const atPlan = await holdings()
  const written = new Map<string, { readonly to: string | undefined; readonly at: number }>()
  const losses: Loss[] = []
  const left = [...doing]
  let now: Holdings = atPlan
  let made = 0
  let waited = 0

  const act: Moment['act'] = async second => {
    made += 1
    const [next] = left
    if (made <= planned || next === undefined || waited < next.wait) {
      waited += made > planned ? 1 : 0
      return
    }
    waited = 0
    left.shift()
    await perform(second, next.action, known)
    const then = await holdings()
    for (const { thing, to } of altered(now, then)) written.set(thing, { to, at: made })
    now = then
  }

  const see: Moment['act'] = async (_, call) => {
    if (made <= planned || !WRITES.test(call.operation)) return
    const then = await holdings()
    for (const { thing, from } of altered(now, then)) {
      const one = written.get(thing)
      written.delete(thing)
      // Where the second client left what the plan had shown, nothing of it is lost.
      if (one === undefined || one.to === atPlan.get(thing)) continue
      losses.push({
        thing,
        was: from,
        by: call.operation,
        isInTheGap: one.at === made && isUnconditional(call, digestOf(thing, from)),
      })
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

/** ECR itself refuses to delete a tag that is not on the digest beside it, and a repository that is not empty. */
function isUnconditional({ operation, input }: Omit<RacedCall, 'by'>, digest: string | undefined): boolean {
  if (operation === 'DeleteRepository') return false
  const ids = (input.imageIds ?? []) as readonly { readonly imageTag?: string; readonly imageDigest?: string }[]
  const isWhole = ids.some(({ imageTag, imageDigest }) => imageTag === undefined && imageDigest === digest)
  return operation !== 'BatchDeleteImage' || isWhole
}

/** Of an image, or of that which a tag was on. */
const digestOf = (thing: string, was: string | undefined): string | undefined =>
  thing.startsWith('image ') ? thing.split('@')[1] : was

/** An outcome that is no success, of what was undone or of the image that it was on. */
function isReported({ thing, was }: Loss, outcomes: readonly Outcome[]): boolean {
  const [kind, name = ''] = thing.split(' ')
  const repositoryName = name.split(/[:@]/)[0]
  const addresses =
    kind === 'tag' || kind === 'image'
      ? [`image["${name}"]`, `image["${repositoryName}@${was}"]`]
      : [`${kind}["${name}"]`]
  const about = [...addresses, `repository["${repositoryName}"]`]
  return outcomes.some(({ address, status }) => status !== 'done' && about.includes(address))
}
