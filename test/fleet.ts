import { onTestFinished } from 'vitest'
import { performers } from '../src/apply/targets.ts'
import { type Emulator, startEmulator } from '../src/emulator/server.ts'
import { EcrsyncError } from '../src/errors.ts'
import type { Emit } from '../src/events.ts'
import type { Change, Declared, Outcome, Plan, Target } from '../src/model.ts'
import type { Intent } from '../src/plan/assemble.ts'
import { planTarget, type Surroundings } from '../src/plan/plan.ts'
import { planTargets } from '../src/plan/targets.ts'
import { purely } from './purity.ts'
import { executed, openThere, QUIETLY, WRITES } from './registry.ts'
import { declared, intentFrom, MANIFEST } from './world.ts'

export const EU: Target = { name: 'eu', account: '111122223333', region: 'eu-west-1' }
export const US: Target = { name: 'us', account: '444455556666', region: 'us-east-1' }

/** A repository that is to be there. */
export const repository = (name: string, fields = {}) => declared('repository', name, fields)

/** All of its images but the newest are to go. */
export const expiring = (name: string) =>
  declared('lifecyclePolicy', name, {
    lifecyclePolicy: [
      {
        body: {
          rules: [
            {
              rulePriority: 1,
              selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 },
              action: { type: 'expire' },
            },
          ],
        },
      },
    ],
  })

type Wishes = readonly Declared[] | Intent | EcrsyncError

/** What each target is to be, by its name, in the order of the manifest; or why it cannot be opened. */
export type Wanted = Readonly<Record<string, Wishes>>

type There = Awaited<ReturnType<typeof openThere>>

/** The registries of several accounts and regions in one emulator, and what ecrsync does to them. */
export interface Fleet {
  readonly emulator: Emulator
  /** Of a target by its name. */
  at(name: string): There
  plan(wanted: Wanted, more?: Partial<Intent> & Partial<Pick<Surroundings, 'emit'>>): Promise<Plan>
  carryOut(plan: Plan): Promise<readonly Outcome[]>
  apply(wanted: Wanted): Promise<{ readonly plan: Plan; readonly outcomes: readonly Outcome[] }>
  /** Calls that have been made, each with its target. */
  readonly calls: string[]
  /** Those that change something. */
  writes(): readonly string[]
  close(): Promise<void>
}

/** One for this test. */
export async function fleet(targets: readonly Target[] = [EU, US]): Promise<Fleet> {
  const opened = await openFleet(targets)
  onTestFinished(() => opened.close())
  return opened
}

export async function openFleet(targets: readonly Target[] = [EU, US]): Promise<Fleet> {
  const emulator = await startEmulator()
  const calls: string[] = []
  const note: Emit = event => {
    if (event.type === 'called') calls.push(`${event.target} ${event.action}`)
  }
  const opened = await Promise.all(targets.map(target => openThere(emulator, target, note)))
  const indexOf = (name: string) => targets.findIndex(target => target.name === name)
  const at = (name: string) => opened[indexOf(name)] as There
  const partOf = async (name: string, wishes: Wishes, emit: Emit = QUIETLY.emit) => {
    if (wishes instanceof EcrsyncError) throw wishes
    const { region } = targets[indexOf(name)] as Target
    const intent = 'manifest' in wishes ? wishes : intentFrom(wishes)
    return planTarget(intent, { ...at(name).surroundings(), emit }, { name, region })
  }
  const plan: Fleet['plan'] = (wanted, { emit = QUIETLY.emit, ...about } = {}) =>
    purely(() =>
      planTargets(
        Object.entries(wanted).map(([name, wishes]) => ({
          target: targets[indexOf(name)] as Target,
          plan: () => partOf(name, wishes, emit),
        })),
        { manifest: MANIFEST, guards: {}, version: '0.0.0', emit, ...about },
      ),
    )
  const carryOut: Fleet['carryOut'] = made =>
    executed(
      made,
      performers(made, name => at(name).performing, {}),
    )
  return {
    emulator,
    at,
    plan,
    carryOut,
    apply: async wanted => {
      const made = await plan(wanted)
      return { plan: made, outcomes: await carryOut(made) }
    },
    calls,
    writes: () => calls.filter(call => WRITES.test(call.slice(call.indexOf(' ') + 1))),
    async close() {
      for (const there of opened) there.close()
      await emulator.close()
    },
  }
}

/** How changes ended, by target and address. */
export const endsOf = (changes: readonly Change[], outcomes: readonly Outcome[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    changes.map(({ target, address }, index) => {
      const outcome = outcomes[index]
      const because = outcome?.status === 'skipped' ? ` ${outcome.because} ${outcome.elsewhere ?? ''}`.trimEnd() : ''
      return [`${target} ${address}`, `${outcome?.status}${because}`]
    }),
  )
