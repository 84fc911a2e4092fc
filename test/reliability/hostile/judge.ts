import { EcrsyncError } from '../../../src/errors.ts'
import { HIDDEN } from '../../../src/harmless.ts'

/** What has become of hostile input. */
export interface Ended {
  /** What it was refused with; left out: it was taken. */
  readonly thrown?: unknown
  /** All that is made to be printed or written of it. */
  readonly pages?: readonly string[]
  /** Plain data that goes on into the program. */
  readonly documents?: readonly unknown[]
  /** Paths that were asked for and are not inside. */
  readonly strayed?: readonly string[]
}

/** What it was refused as, or `taken`, and each promise that was broken. */
export interface Judged {
  readonly end: string
  readonly faults: readonly string[]
}

const PROTOTYPES: readonly object[] = [
  Object.prototype,
  Array.prototype,
  Function.prototype,
  String.prototype,
  Number.prototype,
  Boolean.prototype,
  Map.prototype,
  Set.prototype,
  Promise.prototype,
  Error.prototype,
  EcrsyncError.prototype,
]
const membersOf = (prototype: object) =>
  Reflect.ownKeys(prototype).map(key => [key, Reflect.getOwnPropertyDescriptor(prototype, key)] as const)
const SOUND = PROTOTYPES.map(prototype => new Map(membersOf(prototype)))

/** And makes good what was changed, so that the next case is judged by itself. */
function pollutedKeys(): readonly string[] {
  return PROTOTYPES.flatMap((prototype, index) => {
    const sound = SOUND[index] as Map<PropertyKey, PropertyDescriptor>
    const added = Reflect.ownKeys(prototype).filter(key => !sound.has(key))
    for (const key of added) Reflect.deleteProperty(prototype, key)
    const changed = [...sound].filter(([key, { value, get }]) => {
      const found = Reflect.getOwnPropertyDescriptor(prototype, key)
      return found?.value !== value || found?.get !== get
    })
    for (const [key, descriptor] of changed) Reflect.defineProperty(prototype, key, descriptor)
    return [...added, ...changed.map(([key]) => key)].map(String)
  })
}

/** Where plain data has a member by which others would read what stands in no document, or a prototype of its own. */
function leaksIn(value: unknown, seen = new Set<unknown>()): readonly string[] {
  if (typeof value !== 'object' || value === null || seen.has(value)) return []
  seen.add(value)
  if (value instanceof Map) return [...value.values()].flatMap(inner => leaksIn(inner, seen))
  const prototype = Object.getPrototypeOf(value)
  const isForeign = prototype !== null && !Object.hasOwn(prototype, 'constructor')
  return [
    ...(Object.hasOwn(value, '__proto__') ? ['a key __proto__'] : []),
    ...(isForeign ? ['a prototype out of a document'] : []),
    ...Object.values(value).flatMap(inner => leaksIn(inner, seen)),
  ]
}

/** What a terminal would obey or nobody sees, as it may be printed here. */
const hiddenIn = (page: string): readonly string[] => {
  const at = page.replaceAll('\n', ' ').search(HIDDEN)
  return at === -1 ? [] : [JSON.stringify(page.slice(Math.max(0, at - 40), at + 20))]
}

const MIB = 1024 * 1024
/** Of this process, in seconds a MiB: many times what the slowest takes, so that only what is no more linear is found. */
const SLOWEST = 1
/** For what is shorter: beside others, a processor takes some times as long for the same. What hangs takes longer yet. */
const LEAST = 2.5

function crashOf(thrown: unknown): string | undefined {
  if (thrown instanceof EcrsyncError) return thrown.code === 'INTERNAL' ? `INTERNAL: ${wholeText(thrown)}` : undefined
  return wholeText(thrown)
}

const wholeText = (thrown: unknown): string =>
  thrown instanceof Error ? (thrown.stack ?? thrown.message) : `${thrown}`

/** In milliseconds: what has not come to its end by then waits for what never comes. */
const LONGEST = 60_000

/** Makes one case, and looks at all that came of it. `bytes`: how long what it reads is. */
export async function judged(bytes: number, run: () => Promise<Ended>, longest = LONGEST): Promise<Judged> {
  const { ended, seconds } = await timed(run, longest)
  const { thrown, pages = [], documents = [], strayed = [] } = ended
  const crash = thrown === undefined ? undefined : crashOf(thrown)
  const most = Math.max(LEAST, (SLOWEST * bytes) / MIB)
  // What is slow once may have been disturbed.
  const slowly = seconds > most ? Math.min(seconds, (await timed(run, longest)).seconds) : 0
  return {
    end: thrown === undefined ? 'taken' : thrown instanceof EcrsyncError ? thrown.code : 'crash',
    faults: [
      ...(crash === undefined ? [] : [`crash: ${crash}`]),
      ...pollutedKeys().map(key => `polluted: ${key}`),
      ...documents.flatMap(one => leaksIn(one)).map(leak => `leaked: ${leak}`),
      ...strayed.map(path => `outside: ${path}`),
      ...pages.flatMap(hiddenIn).map(text => `hidden: ${text}`),
      ...(slowly > most ? [`slow: ${slowly.toFixed(1)} s for ${bytes} bytes`] : []),
    ],
  }
}

function ending(run: Promise<Ended>, longest: number): Promise<Ended> {
  let timer: NodeJS.Timeout
  const endless = new Promise<Ended>((_, reject) => {
    timer = setTimeout(() => reject(new Error('It never ends')), longest)
  })
  return Promise.race([run, endless]).finally(() => clearTimeout(timer))
}

async function timed(run: () => Promise<Ended>, longest: number) {
  const before = process.cpuUsage()
  const ended = await ending(run(), longest).catch((thrown: unknown): Ended => ({ thrown }))
  const { user, system } = process.cpuUsage(before)
  return { ended, seconds: (user + system) / 1e6 }
}
