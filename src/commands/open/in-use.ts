import { createReadStream } from 'node:fs'
import type { Reader } from '../../aws/api.ts'
import { EcrsyncError } from '../../errors.ts'
import { readList } from '../../judges/in-use/list.ts'
import { type LookedUp, lookedUp, refuseMissing } from '../../judges/in-use/lookup.ts'
import { inUseOf } from '../../judges/in-use.ts'
import type { InUse, Target } from '../../model.ts'
import type { InUseList } from '../../plan/in-use-notes.ts'
import { seenBy } from '../../plan/read.ts'
import type { PlanFlags } from '../flags.ts'

/** What is in use, as the plan of one target asks for it. */
export interface UsedThere {
  readonly inUse: (target: Target) => readonly InUse[]
  readonly inUseList?: InUseList
}

interface Registry {
  readonly reader: Reader
  readonly region: string
  /** The one that is configured, if any. */
  readonly endpoint: string | undefined
  /** The repositories of the manifest. */
  readonly first: ReadonlySet<string>
}

/** A list of what is in use, or none. */
export interface OpenInUse {
  readonly isGiven: boolean
  /** Asks the registry of one target for what only it knows of the list. */
  usedIn(registry: Registry): Promise<UsedThere>
  /** @throws EcrsyncError INVALID_IN_USE with what is no image in any of the registries that have been asked */
  check(): void
}

/**
 * Reads the file of `--in-use`, or standard input where it is `-`, before any call is made.
 *
 * @throws EcrsyncError INVALID_FLAG where it cannot be read, INVALID_IN_USE
 */
export async function openInUse(flags: Pick<PlanFlags, 'in-use'>): Promise<OpenInUse> {
  const file = flags['in-use']
  if (file === undefined) return { isGiven: false, usedIn: async () => ({ inUse: () => [] }), check() {} }
  const list = await readList(file === '-' ? 'stdin' : file, chunksOf(file))
  const lookups: LookedUp[] = []
  return {
    isGiven: true,
    async usedIn(registry) {
      const looked = await lookedUp(list, { ...registry, seen: seenBy(registry.reader) })
      lookups.push(looked)
      const host = hostOf(registry.endpoint)
      return {
        inUse: target => inUseOf(looked.list, { ...target, host }),
        inUseList: { file: list.file, bare: looked.list.used.flatMap(one => (one.by === 'digest' ? [one] : [])) },
      }
    },
    check: () => refuseMissing(lookups),
  }
}

async function* chunksOf(file: string): AsyncGenerator<Uint8Array> {
  const stream: AsyncIterable<Uint8Array> = file === '-' ? process.stdin : createReadStream(file)
  try {
    yield* stream
  } catch (cause) {
    throw new EcrsyncError('INVALID_FLAG', `--in-use ${file} cannot be read`, {
      detail: (cause as Error).message,
      hint: 'Name a file with one reference of an image a line.',
      cause,
    })
  }
}

/** The host of an endpoint that is not AWS's own, as references of its images have it. */
const hostOf = (endpoint: string | undefined): string | undefined =>
  endpoint !== undefined && URL.canParse(endpoint) ? new URL(endpoint).host : undefined
