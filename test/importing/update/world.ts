import type { Reader } from '../../../src/aws/api.ts'
import type { HeldRegistry } from '../../../src/importing/held.ts'
import { readHeld } from '../../../src/importing/live/read-held.ts'
import type { LookAt, ManifestText } from '../../../src/importing/update/look.ts'
import { type Updated, updated } from '../../../src/importing/update/updated.ts'
import { resolve } from '../../../src/manifest/meaning/resolve.ts'
import { resolveTargets } from '../../../src/manifest/meaning/resolve-targets.ts'
import { wishesOf } from '../../../src/manifest/meaning/wishes.ts'
import { planTarget, type Surroundings } from '../../../src/plan/plan.ts'
import { askingOnce } from '../../../src/plan/read.ts'
import { planTargets } from '../../../src/plan/targets.ts'
import { loadedFrom, type Texts } from '../../manifest/world.ts'
import { openThere, type QUIETLY, registry } from '../../registry.ts'
import type { Seed } from '../../seed.ts'
import { ACCOUNT, NOW, REGION } from '../../world.ts'

const emit: (typeof QUIETLY)['emit'] = () => {}

/** A target by its name, and the region that it is in. */
export type Regions = Readonly<Record<string, string>>

export interface There {
  readonly name: string
  readonly region: string
  readonly reader: Reader
  readonly surroundings: Surroundings
  readonly held: HeldRegistry
}

export interface Case {
  readonly seed: Seed['calls']
  readonly texts: Texts
  readonly takesLive?: boolean
  /** Of targets that are read; left out: the one of the environment. */
  readonly regions?: Regions
}

/** A manifest updated over an emulated registry of each target, with its files as they would then be. */
export async function updatedOver({ seed, texts, takesLive = false, regions = { default: REGION } }: Case) {
  const { emulator } = await registry()
  const targets = await Promise.all(
    Object.entries(regions).map(([name, region]) => openThere(emulator, { name, account: ACCOUNT, region })),
  )
  for (const { action, input } of seed)
    for (const { client } of targets) await client.writer.perform({ action, input } as never)
  const there = await Promise.all(
    Object.entries(regions).map(async ([name, region], index): Promise<There> => {
      const { surroundings } = targets[index] as (typeof targets)[number]
      const reader = askingOnce(surroundings().reader, () => true)
      const context = { account: ACCOUNT, region }
      const { held } = await readHeld(reader, { target: name, context, manifest: 'acme', emit })
      return { name, region, reader, surroundings: { ...surroundings(), reader, now: NOW }, held }
    }),
  )
  for (const { close } of targets) close()
  const files: readonly ManifestText[] = Object.entries(
    typeof texts === 'string' ? { 'ecrsync.yaml': texts } : texts,
  ).map(([file, text]) => ({ file, text }))
  const look = lookingAt(there)
  const result = await updated({ texts: files, live: there.map(({ held }) => held), takesLive, look })
  const changed = new Map(result.texts.map(({ file, text }) => [file, text]))
  const after = Object.fromEntries(files.map(({ file, text }) => [file, changed.get(file) ?? text]))
  return { ...result, after, look }
}

export const lookingAt =
  (there: readonly There[]): LookAt =>
  async texts => {
    const manifest = await loadedFrom(Object.fromEntries(texts.map(({ file, text }) => [file, text])))
    const surroundings = { environment: {}, allowed: [] }
    const all = resolveTargets(manifest, { ...surroundings, region: REGION })
    const known = (name: string) => there.find(one => one.name === name)
    const targets = new Map(
      all.targets.map(({ target, resolved }) => {
        const read = known(target.name)
        const at = read && { name: read.name, account: ACCOUNT, region: read.region }
        return [target.name, at ? resolve(manifest, { ...surroundings, target: at }) : resolved()] as const
      }),
    )
    const about = { manifest: { name: all.name, digest: manifest.digest, fragments: 0 }, guards: {} }
    const plan = await planTargets(
      there.map(one => {
        const target = { name: one.name, account: ACCOUNT, region: one.region }
        const wishes = wishesOf(targets.get(one.name) as NonNullable<ReturnType<typeof targets.get>>)
        const intent = { ...about, wishes, accounts: new Map(), warnings: [] }
        return { target, plan: () => planTarget(intent, one.surroundings, target) }
      }),
      { ...about, version: '0.0.0', emit },
    )
    return { manifest, targets, plan }
  }

export const addressesOf = (changes: Updated['differing']): readonly string[] => changes.map(({ address }) => address)
