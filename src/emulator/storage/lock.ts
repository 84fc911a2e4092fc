import { mkdirSync, readdirSync, realpathSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Claim, claimIn, claimName, isAlive, type Self, self } from './claim.ts'
import { isThere } from './files.ts'
import { listenAt, type Voice, voiceName } from './voice.ts'

export interface Lock {
  /** False where the folder, or this process's claim on it, has been taken away. */
  isHeld(): boolean
  release(): void
}

/** Milliseconds between two signs of life, and after how many without one a claim is nobody's. */
const BEAT = 5_000
const PATIENCE = 30_000

/** Claims of this very process. */
const own = new Set<string>()

/**
 * Two processes on one folder would write over each other. Each claims it with a file of its own and then looks for others:
 * of two at once both may be refused, and never both let in. Who has claimed it stands in the file's name, so that a claim is
 * there whole or not at all, and on a full disk as well. What a killed process left is nobody's, and goes.
 *
 * A process id says nothing in another container, where each is 1: there a socket beside the claim answers for as long as its
 * process lives. Where not even that can be asked (another machine, a file system without sockets), claims show signs of life.
 *
 * @throws Error where somebody alive has claimed it
 */
export async function lockFolder(folder: string, who: Self = self()): Promise<Lock> {
  mkdirSync(folder, { recursive: true })
  const real = realpathSync(folder)
  const mine = { ...who, path: join(real, claimName(who)) }
  if (own.has(mine.path)) throw inUse(folder, mine)
  own.add(mine.path)
  try {
    return await claimed(real, mine)
  } catch (error) {
    own.delete(mine.path)
    throw error instanceof Held ? inUse(folder, error.claim) : error
  }
}

/** First the socket, then the claim: what another finds can be asked. */
async function claimed(folder: string, mine: Claim): Promise<Lock> {
  const voice = await listenAt(folder, voiceName(mine.path))
  if (voice === 'taken') throw new Held(mine)
  const beat = setInterval(() => touch(mine.path), BEAT).unref()
  const release = () => {
    if (!own.delete(mine.path)) return
    clearInterval(beat)
    remove(mine.path)
    voice?.end()
  }
  try {
    writeFileSync(mine.path, '')
    const other = await holderOf(folder, mine, voice)
    if (other !== undefined) throw new Held(other)
    return { isHeld: () => isThere(mine.path), release }
  } catch (error) {
    release()
    throw error
  }
}

class Held extends Error {
  readonly claim: Claim

  constructor(claim: Claim) {
    super()
    this.claim = claim
  }
}

/** Somebody alive who has claimed it as well; claims of others are removed. */
async function holderOf(folder: string, mine: Claim, voice: Voice | undefined): Promise<Claim | undefined> {
  let holder: Claim | undefined
  for (const name of readdirSync(folder)) {
    const claim = claimIn(folder, name)
    if (claim === undefined || claim.path === mine.path) continue
    if (await isHeldBy(claim, mine, voice)) holder = claim
    else removeClaim(folder, claim)
  }
  return holder
}

async function isHeldBy(claim: Claim, mine: Claim, voice: Voice | undefined): Promise<boolean> {
  if (own.has(claim.path)) return true
  const isSameKernel = claim.boot !== '' && claim.boot === mine.boot
  const isHeard = isSameKernel ? await voice?.isHeard(voiceName(claim.path)) : undefined
  return isHeard ?? isAlive(claim, mine) ?? ageOf(claim.path) < PATIENCE
}

function removeClaim(folder: string, { path }: Claim): void {
  remove(path)
  remove(join(folder, voiceName(path)))
}

/** What cannot be removed, because the disk is read-only by now, is nobody's all the same. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {}
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date())
  } catch {}
}

function ageOf(path: string): number {
  try {
    return Date.now() - statSync(path).mtimeMs
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

/** Of a folder that somebody alive has claimed. */
export class FolderInUse extends Error {
  readonly pid: number
  /** What to do where the process is gone all the same. */
  readonly otherwise: string

  constructor(folder: string, { pid, host, path }: Claim) {
    const otherwise = `if it is gone, wait for ${PATIENCE / 1000} seconds or delete ${path}`
    super(`process ${pid} of ${host} is using ${folder}: stop it, or use another folder; ${otherwise}`)
    this.pid = pid
    this.otherwise = otherwise
  }
}

const inUse = (folder: string, claim: Claim) => new FolderInUse(folder, claim)
