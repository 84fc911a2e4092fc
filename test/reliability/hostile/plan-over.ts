import type { Plan } from '../../../src/model.ts'
import type { Intent } from '../../../src/plan/assemble.ts'
import { planTarget, type Surroundings } from '../../../src/plan/plan.ts'
import { planTargets } from '../../../src/plan/targets.ts'
import { NOW, REGION } from '../../world.ts'

/** The plan of one target, as a command makes it, and what is told while it is made. */
export async function planOver(
  intent: Intent,
  given: Pick<Surroundings, 'reader' | 'images'> & Partial<Surroundings>,
): Promise<{ readonly plan: Plan; readonly told: object[] }> {
  const told: object[] = []
  const surroundings = { inUse: () => [], now: NOW, emit: (event: object) => void told.push(event), ...given }
  const known = { name: 'default', region: REGION }
  const plan = await planTargets(
    [{ target: { account: '', ...known }, plan: () => planTarget(intent, surroundings, known) }],
    { ...intent, version: '0.0.0', emit: surroundings.emit },
  )
  return { plan, told }
}
