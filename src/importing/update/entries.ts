import { byText, grouped, orderedJson, own } from '../../collate.ts'
import { sectionOf } from '../../manifest/form/sections.ts'
import type { Settings } from '../../manifest/meaning/settings.ts'
import { DEFAULT_TARGET } from '../../manifest/meaning/targets.ts'
import { wishesOf } from '../../manifest/meaning/wishes.ts'
import type { Parsed } from '../../manifest/text/place.ts'
import { isInManifest } from '../../plan/discovered.ts'
import { someOf } from '../../words.ts'
import type { HeldRegistry, HeldRepository, LeftOut } from '../held.ts'
import { BARE, type Edit } from './edits.ts'
import type { Look } from './look.ts'

/** What a file says under one name of a repository. */
export interface Entry {
  readonly file: string
  readonly key: string
  readonly occurrences: readonly Occurrence[]
}

/** A repository of it, in one target. */
export interface Occurrence {
  readonly target: string
  readonly name: string
  readonly settings: Settings
  /** Left out: that target was not read. */
  readonly registry?: HeldRegistry
  /** Left out: it is not there, or others manage it. */
  readonly held?: HeldRepository
}

export const targetOf = ({ target = DEFAULT_TARGET }: HeldRegistry): string => target

/** Of all targets, those that were not read among them: an entry is for all of them. */
export function entriesIn({ targets }: Look, live: readonly HeldRegistry[]): readonly Entry[] {
  const registries = new Map(live.map(registry => [targetOf(registry), registry]))
  const placed = [...targets].flatMap(([target, { repositories }]) => {
    const registry = registries.get(target)
    const there = new Map(registry?.repositories.map(one => [one.name, one]))
    return repositories.map(({ name, place, settings }) => {
      const held = there.get(name)
      const occurrence = { target, name, settings, ...(registry && { registry }), ...(held && { held }) }
      return { file: place.parsed.file, key: String(place.path[1]), occurrence }
    })
  })
  return [...grouped(placed, ({ file, key }) => `${file}\n${key}`).values()].map(ones => {
    const { file, key } = ones[0] as (typeof placed)[number]
    return { file, key, occurrences: ones.map(({ occurrence }) => occurrence) }
  })
}

/** What is there, and what no file names. */
export interface Unnamed {
  readonly name: string
  readonly targets: readonly string[]
}

export interface Fresh {
  readonly unnamed: readonly Unnamed[]
  readonly leftOut: readonly LeftOut[]
}

/** Repositories that no file names, an entry of `discovered` does not match, and no tombstone or release is about. */
export function freshIn(look: Look, live: readonly HeldRegistry[]): Fresh {
  const found = live.flatMap(registry => {
    const target = targetOf(registry)
    const resolved = look.targets.get(target)
    if (resolved === undefined) return []
    const wishes = wishesOf(resolved)
    const named = new Set(wishes.repositories)
    return registry.repositories
      .filter(({ name }) => !named.has(name) && !isInManifest(wishes, name))
      .map(held => ({ target, held }))
  })
  const files = filesOf(look)
  const unnamed: Unnamed[] = []
  const leftOut: LeftOut[] = []
  for (const [name, ones] of [...grouped(found, ({ held }) => held.name)].sort(([a], [b]) => byText(a, b))) {
    const targets = ones.map(({ target }) => target)
    const said = new Set(ones.map(({ held: { states, unsaid } }) => orderedJson([states, unsaid ?? []])))
    if (files.some(file => own(sectionOf(file).repositories ?? {}, name) !== undefined))
      leftOut.push({ name, reason: `its entry is for other targets than ${someOf(targets, SHOWN)}` })
    else if (said.size > 1) leftOut.push({ name, reason: `it is not the same in ${someOf(targets, SHOWN)}` })
    else unnamed.push({ name, targets })
  }
  return { unnamed, leftOut }
}

const SHOWN = 3

/** The root first. */
type Files = readonly [Parsed, ...Parsed[]]

const filesOf = ({ manifest: { root, fragments } }: Look): Files => [root, ...fragments]

/** Each stands where most that begin like it do, and is for those targets alone that have it. */
export function namingEdits(look: Look, unnamed: readonly Unnamed[]): readonly Edit[] {
  const place = fileFor(filesOf(look))
  return unnamed.map(({ name, targets }) => ({
    file: place(name),
    path: ['repositories', name],
    value: targets.length === look.targets.size ? BARE : { targets },
  }))
}

function fileFor(files: Files): (name: string) => string {
  const counts = new Map<string, Map<string, number>>()
  for (const parsed of files)
    for (const name of Object.keys(sectionOf(parsed).repositories ?? {})) {
      const count = counts.get(headOf(name)) ?? new Map<string, number>()
      counts.set(headOf(name), count.set(parsed.file, (count.get(parsed.file) ?? 0) + 1))
    }
  const [root] = files
  return name => {
    const most = [...(counts.get(headOf(name)) ?? [])].sort(([, a], [, b]) => b - a)[0]
    return name.includes('/') && most ? most[0] : root.file
  }
}

const headOf = (name: string): string => name.split('/')[0] as string
