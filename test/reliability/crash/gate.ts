import type { ChildProcess } from 'node:child_process'
import { answer, openRelay, type Relay } from '../relay.ts'

/** What happens to a process at one of its calls. */
export type Blow = 'killed before' | 'killed after' | 'interrupted'

interface Strike {
  readonly blow: Blow
  /** Which of its calls, counted from 1. */
  readonly at: number
  readonly child: () => ChildProcess
}

/** Stands between a process and the registry. */
export interface Gate extends Relay {
  /** Calls of an API, in the order in which they came. */
  readonly calls: readonly string[]
}

export async function openGate(registry: string, strike?: Strike): Promise<Gate> {
  const calls: string[] = []
  const relay = await openRelay(registry, async ({ operation, response, forward }) => {
    if (operation !== undefined) calls.push(operation)
    if (operation === undefined || strike?.at !== calls.length) return answer(response, await forward())
    const { blow, child } = strike
    if (blow === 'interrupted') await interrupted(child())
    const reply = blow === 'killed before' ? undefined : await forward()
    if (reply !== undefined && blow === 'interrupted') return answer(response, reply)
    child().kill('SIGKILL')
  })
  return { ...relay, calls }
}

/** Comes back when the process has ended of it, or has said that it will. */
async function interrupted(child: ChildProcess): Promise<void> {
  const heard = new Promise<void>(resolve => {
    child.once('exit', () => resolve())
    child.stderr?.on('data', chunk => {
      if (String(chunk).includes('Interrupted')) resolve()
    })
  })
  child.kill('SIGINT')
  await heard
}
