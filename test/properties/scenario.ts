import fc from 'fast-check'
import type { Failure, Plan } from '../../src/model.ts'
import type { Intent } from '../../src/plan/assemble.ts'
import type { Registry } from '../registry.ts'
import { runs } from '../runs.ts'
import { ACCOUNT } from '../world.ts'
import { anyManifest, intentOf, type Json } from './manifests.ts'
import { type Contents, registryOf, withRegistry } from './registries.ts'

export interface Scenario {
  readonly ecr: Registry
  readonly intent: Intent
}

const anyRegistry = registryOf(ACCOUNT)

/**
 * A test that runs out of time says nothing: what was found by then is reported. How many manifests are left out is a
 * matter of luck, and no reason to fail as long as it is not nearly all of them.
 */
export const PATIENCE = { maxSkipsPerRun: 10, interruptAfterTimeLimit: 25_000 }

/** A law about any manifest that `validate` accepts and any registry. Every one that it refuses is left out. */
export async function always(law: (scenario: Scenario) => Promise<void>, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(anyManifest, anyRegistry, (manifest, contents) => tried(manifest, contents, law)),
    { numRuns: runs(numRuns), ...PATIENCE },
  )
}

/** The same, and something more of any kind. */
export async function alwaysWith<T>(
  more: fc.Arbitrary<T>,
  law: (scenario: Scenario, more: T) => Promise<void>,
  numRuns: number,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(anyManifest, anyRegistry, more, (manifest, contents, extra) =>
      tried(manifest, contents, scenario => law(scenario, extra)),
    ),
    { numRuns: runs(numRuns), ...PATIENCE },
  )
}

async function tried(manifest: Json, contents: Contents, law: (scenario: Scenario) => Promise<void>) {
  const intent = await intentOf(manifest)
  fc.pre(intent !== undefined)
  await withRegistry(contents, ecr => law({ ecr, intent }))
}

/** Changes that are to be made, in a form that reads well when a law fails. */
export const pendingIn = ({ changes }: Plan): readonly string[] =>
  changes
    .filter(({ blocked }) => blocked === undefined)
    .map(({ action, address, paths }) => `${action} ${address} ${paths.join(' ')}`)

/** What failed of an apply, likewise. */
export const failedIn = (outcomes: Awaited<ReturnType<Registry['carryOut']>>): readonly string[] =>
  outcomes.flatMap(outcome => ('error' in outcome ? [textOf(outcome.error)] : []))

const textOf = ({ code, message, detail }: Failure): string => `${code} ${message} ${detail ?? ''}`
