import { bringing } from '../../../src/apply/copying.ts'
import { execute } from '../../../src/apply/execute.ts'
import { lanes } from '../../../src/apply/lanes.ts'
import { performers } from '../../../src/apply/targets.ts'
import { copier } from '../../../src/images/copier.ts'
import { openSources } from '../../../src/images/sources.ts'
import type { Change, Outcome } from '../../../src/model.ts'
import type { Intent } from '../../../src/plan/assemble.ts'
import { intendedFrom } from '../../manifest/world.ts'
import { NOW, REGION, TARGET } from '../../world.ts'
import { partsOf } from '../everything/manifest.ts'
import { type Answering, openAnswering } from './answering.ts'
import { planOver } from './plan-over.ts'

export const PARTS = ['registry', 'settings', 'images'] as const
export type Part = (typeof PARTS)[number]

/** A registry that does not change, and what three manifests ask of it. */
export interface World {
  readonly ecr: Answering
  readonly intents: Readonly<Record<Part, Intent>>
}

export async function openWorld(): Promise<World> {
  const ecr = await openAnswering()
  const { registry, settings, images } = partsOf(ecr.there, '/none')
  const intentOf = (manifest: object) => intendedFrom(JSON.stringify(manifest), { target: TARGET })
  return {
    ecr,
    intents: { registry: await intentOf(registry), settings: await intentOf(settings), images: await intentOf(images) },
  }
}

export const imagesOf = ({ images }: Answering) =>
  openSources({ caller: images, region: REGION, callerFor: () => images, sleep: async () => {} })

export async function plannedIn({ ecr, intents }: World, part: Part) {
  const images = imagesOf(ecr)
  return planOver(intents[part], { reader: ecr.reader, images })
}

/** A plan, what became of it, and all that was told on the way. */
export async function appliedIn(world: World, part: Part) {
  const { ecr } = world
  const { plan, told } = await plannedIn(world, part)
  const emit = (event: object) => void told.push(event)
  const sleep = async () => {}
  const copying = copier({ caller: ecr.images, sources: imagesOf(ecr), sleep })
  const isInterrupted = () => false
  const performing = {
    ...ecr,
    bring: bringing(copying, { target: 'default', emit }),
    now: () => NOW,
    sleep,
    isInterrupted,
  }
  const perform = performers(plan, () => performing, {})
  const ended = await execute(plan.changes, { perform, laneOf: lanes(4), emit, isInterrupted })
  const outcomes = new Map(plan.changes.map((change, index): [Change, Outcome] => [change, ended[index] as Outcome]))
  return { plan, outcomes, told }
}
