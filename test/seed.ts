import type { ECR } from '@aws-sdk/client-ecr'
import { onTestFinished } from 'vitest'
import type { Fault } from '../src/emulator/faults/faults.ts'
import { type Emulator, type EmulatorOptions, startEmulator } from '../src/emulator/server.ts'
import { clientOf, pushImage } from './emulator/ecr.ts'

const A_DAY = 24 * 60 * 60 * 1000

/** What a registry holds before a test, as the calls that put it there. */
export interface Seed {
  readonly calls: readonly { readonly action: string; readonly input: object }[]
  /** Images to push: repository → tags, null for an untagged one. */
  readonly images?: Readonly<Record<string, readonly (string | null)[]>>
  /** When the first image is pushed, each further one a day later; left out: now. ISO 8601. */
  readonly pushedAt?: string
  readonly options?: EmulatorOptions
  /** What goes wrong afterwards. */
  readonly faults?: readonly Fault[]
}

/** An emulator for one test that already holds something; its log begins empty. */
export async function seeded({ calls, images = {}, pushedAt, options, faults = [] }: Seed): Promise<Emulator> {
  const emulator = await startEmulator({ ...options, ...(pushedAt !== undefined && { now: () => new Date(pushedAt) }) })
  onTestFinished(() => emulator.close())
  const ecr = clientOf(emulator)
  for (const { action, input } of calls) await send(ecr, action, input)
  for (const [repositoryName, tags] of Object.entries(images))
    for (const [index, tag] of tags.entries()) {
      await pushImage(ecr, repositoryName, `${repositoryName} ${index}`, tag ?? undefined)
      if (pushedAt !== undefined) emulator.clock.advance(A_DAY)
    }
  emulator.clearCalls()
  for (const fault of faults) emulator.inject(fault)
  return emulator
}

/** The SDK's client has a method for each operation, under its own name. */
const send = (ecr: ECR, action: string, input: object): Promise<unknown> =>
  (ecr as unknown as Record<string, (input: object) => Promise<unknown>>)[
    `${action[0]?.toLowerCase()}${action.slice(1)}`
  ]?.call(ecr, input) ?? Promise.reject(new Error(`No operation ${action}`))
