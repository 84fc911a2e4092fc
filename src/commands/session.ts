import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve as resolvePath } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, type Connection, connect } from '../aws/client.ts'
import { type Emulator, startEmulator } from '../emulator/server.ts'
import { EcrsyncError } from '../errors.ts'
import type { CopyEnd } from '../images/comparison.ts'
import { type ImageSources, openSources } from '../images/sources.ts'
import { keyIn } from '../kinds/image/names.ts'
import { REPOSITORY, registryIn } from '../kinds/image/source.ts'
import { desiredOf } from '../manifest/desired.ts'
import { loadManifest, type Manifest } from '../manifest/load.ts'
import { checkGlob, matcher } from '../manifest/match.ts'
import { type Resolved, resolve } from '../manifest/resolve.ts'
import { usesVariable } from '../manifest/variables.ts'
import type { Desired, Diagnostic, ReadProgress, Target } from '../model.ts'
import { type InUse, inUseOf } from '../plan/in-use.ts'
import { type KnownTarget, makePlan, type Wishes } from '../plan/plan.ts'
import { previewAll } from '../plan/preview.ts'
import { readAccount } from '../plan/read.ts'
import type { PlanFlags, RegistryFlags } from './flags.ts'
import { regionOf } from './region.ts'

/** The name of the one target of a manifest without targets. */
const DEFAULT_TARGET = 'default'

/** A manifest and a connection to the registry that it is about. */
export interface Session {
  readonly client: Client
  /** The repositories that the manifest declares. */
  readonly repositories: ReadonlySet<string>
  /** Tags that the manifest declares in a repository. */
  declaredTags(repository: string): Promise<ReadonlySet<string>>
  /** @throws EcrsyncError INVALID_ARGUMENT */
  placeOf(repository: string): Promise<CopyEnd>
  /** Where images come from. */
  readonly sources: ImageSources
  plan(progress: ReadProgress): ReturnType<typeof makePlan>
  /** Of these repositories; none named: of all for which the manifest declares a lifecycle policy. */
  preview(
    repositories: readonly string[],
    progress: ReadProgress,
  ): Promise<Awaited<ReturnType<typeof previewAll>> & { now: string }>
  close(): Promise<void>
}

/** The manifest is checked whole before the first call: bad input never reaches AWS. */
export async function openSession(
  flags: RegistryFlags & Partial<PlanFlags>,
  onCall?: Connection['onCall'],
): Promise<Session> {
  checkOnly(flags.only ?? [])
  const inUse = await readInUse(flags['in-use'])
  const manifest = await loadManifest(flags.file)
  const offline = resolve(manifest, { target: knownOffline(flags), environment: process.env })
  const registry = flags.local ? await openLocal(flags) : undefined
  const connection = registry?.connection ?? {
    region: regionFor(flags),
    profile: flags.profile,
    endpoint: flags['endpoint-url'],
  }
  const client = await connect({ ...connection, concurrency: flags.concurrency, onCall })
  const others: Client[] = []
  const callerFor = async (region: string) => {
    const other = await client.elsewhere(region)
    others.push(other)
    return other.images
  }
  const sources = openSources({ caller: client.images, region: client.region, callerFor })
  const preview = flags['lifecycle-preview'] === 'server' ? { prober: client.prober, sleep } : undefined
  const resolvedFor = async () => {
    const target = await targetOf(manifest, client)
    return {
      target,
      resolved: isKnown(manifest, flags) ? offline : resolve(manifest, { target, environment: process.env }),
    }
  }
  return {
    client,
    sources,
    repositories: new Set(offline.repositories.map(({ name }) => name)),
    declaredTags: async repository => {
      const { resolved } = await resolvedFor()
      const wishes = [...desiredOf(resolved).values()]
      return new Set(
        wishes.flatMap(({ kind, name, repository: of }) => (kind === 'image' && of === repository ? keyIn(name) : [])),
      )
    },
    placeOf: async text => {
      const { repositoryName, registry } = repositoryIn(text)
      if (registry === undefined) return { caller: client.images, repositoryName }
      const caller = registry.region === client.region ? client.images : await callerFor(registry.region)
      return { caller, repositoryName, registry }
    },
    preview: async (repositories, progress) => {
      const { resolved } = await resolvedFor()
      const { desired } = wishesOf(manifest, resolved, flags.only ?? [])
      const now = new Date()
      const previewed = await previewAll(desired, { reader: client.reader, preview, now, repositories }, progress)
      return { ...previewed, now: now.toISOString() }
    },
    plan: async progress => {
      const { target, resolved } = await resolvedFor()
      const from = {
        reader: client.reader,
        images: sources,
        preview,
        inUse,
        now: new Date(),
      }
      return makePlan(wishesOf(manifest, resolved, flags.only ?? []), from, target, progress)
    },
    close: async () => {
      for (const each of [client, ...others]) each.close()
      await registry?.close()
    },
  }
}

/** What is known of the target without a call. */
export const knownOffline = (flags: Pick<RegistryFlags, 'region' | 'local'>): KnownOffline => {
  const region = regionFor(flags)
  return { name: DEFAULT_TARGET, ...(region !== undefined && { region }) }
}

interface KnownOffline {
  readonly name: string
  readonly region?: string
}

const regionFor = (flags: Pick<RegistryFlags, 'region' | 'local'>): string | undefined =>
  regionOf(flags) ?? (flags.local ? LOCAL.region : undefined)

/** Nothing of the target that the manifest uses had to be left as written. */
const isKnown = (manifest: Manifest, flags: RegistryFlags): boolean =>
  regionFor(flags) !== undefined && !usesVariable(manifest, 'target.account')

async function targetOf(manifest: Manifest, { reader, region }: Client): Promise<KnownTarget> {
  const account = usesVariable(manifest, 'target.account') ? await readAccount(reader) : undefined
  return { name: DEFAULT_TARGET, region, ...(account !== undefined && { account }) }
}

function wishesOf(manifest: Manifest, resolved: Resolved, only: readonly string[]): Wishes {
  const desired = desiredOf(resolved)
  const chosen = only.length === 0 ? desired : filtered(desired, only)
  return {
    desired: chosen,
    manifest: { name: resolved.name, digest: manifest.digest, accounts: resolved.accounts },
    names: new Set([...resolved.repositories, ...resolved.removed].map(({ name }) => name)),
    guards: resolved.guards,
    warnings: [...resolved.findings.all, ...(only.length === 0 ? [] : [filterNote(desired, chosen, only)])],
  }
}

function checkOnly(globs: readonly string[]): void {
  for (const finding of globs.flatMap(glob => checkGlob(glob) ?? []))
    throw new EcrsyncError('INVALID_FLAG', `--only: ${finding.summary}`, finding)
}

function filtered(desired: Desired, only: readonly string[]): Desired {
  const matches = matcher(only)
  return new Map([...desired].filter(([, { repository }]) => repository !== undefined && matches(repository)))
}

function filterNote(desired: Desired, chosen: Desired, only: readonly string[]): Diagnostic {
  const count = (wishes: Desired) => new Set([...wishes.values()].map(({ repository }) => repository)).size
  return {
    severity: count(chosen) === 0 ? 'warning' : 'note',
    code: 'FILTERED',
    summary: `--only ${only.join(' --only ')}: ${count(chosen)} of ${count(desired)} repositories`,
    detail: 'Registry settings and pruning are left out of a filtered run.',
    ...(count(chosen) === 0 && { hint: '`*` stays within a segment: `payments/*`, `payments/**`.' }),
  }
}

/** @throws EcrsyncError INVALID_ARGUMENT */
function repositoryIn(text: string): Omit<CopyEnd, 'caller'> {
  const { registry, rest: repositoryName } = registryIn(text)
  if (!REPOSITORY.test(repositoryName))
    throw new EcrsyncError('INVALID_ARGUMENT', `"${text.slice(0, 80)}" is no name of a repository`, {
      hint: 'Write NAME, or ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME.',
    })
  return { repositoryName, ...(registry && { registry }) }
}

/** @throws EcrsyncError INVALID_FLAG where it cannot be read */
async function readInUse(file: string | undefined): Promise<(target: Target) => readonly InUse[]> {
  if (file === undefined) return () => []
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new EcrsyncError('INVALID_FLAG', `--in-use ${file} cannot be read`, {
      detail: cause.message,
      hint: 'Name a file with one reference of an image a line.',
      cause,
    })
  })
  return target => inUseOf(text, file, target)
}

const LOCAL = { account: '123456789012', region: 'us-east-1' } as const

/** @throws EcrsyncError EMULATOR where the folder beside the manifest cannot be written */
async function openLocal(flags: RegistryFlags) {
  const folder = join(dirname(resolvePath(flags.file)), '.ecrsync')
  const region = regionFor(flags) ?? LOCAL.region
  const emulator = await startLocal(folder, region).catch((cause: Error) => {
    throw new EcrsyncError('EMULATOR', 'The local ECR cannot be opened', {
      detail: `It keeps its data in ${folder}: ${cause.message}`,
      hint: 'Make that folder writable, or copy the manifest to one that is.',
      cause,
    })
  })
  const credentials = { accessKeyId: LOCAL.account, secretAccessKey: 'local' }
  return { connection: { region, endpoint: emulator.url, credentials }, close: () => emulator.close() }
}

async function startLocal(folder: string, region: string): Promise<Emulator> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, '.gitignore'), '*\n')
  return startEmulator({ dataDirectory: join(folder, 'local'), account: LOCAL.account, region, keptCalls: 0 })
}
