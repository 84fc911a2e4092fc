import { setMaxListeners } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { exitOfSignal, type Signal } from '../apply/exit.ts'
import type { Emit } from '../events.ts'

const SIGNALS: readonly Signal[] = ['SIGINT', 'SIGTERM']

/** What an interrupted run knows of it. */
export interface Interruption {
  /** Aborted by the first signal: for what can be broken off. */
  readonly abort: AbortSignal
  /** True from the moment when nothing new may start. */
  isInterrupted(): boolean
  /** The first signal, if one has come. */
  received(): Signal | undefined
  /** Watches no longer. */
  release(): void
}

/** The first signal lets what is in flight come to its end, a second one ends the process. */
function watchSignals(emit: Emit): Interruption {
  const controller = new AbortController()
  // Whatever is under way listens to it.
  setMaxListeners(0, controller.signal)
  let received: Signal | undefined
  const release = onSignal(signal => {
    received = signal
    emit({ type: 'noted', text: 'Interrupted: finishing the calls in flight. Once more to stop at once.' })
    controller.abort()
  })
  return {
    abort: controller.signal,
    isInterrupted: () => received !== undefined,
    received: () => received,
    release,
  }
}

/**
 * From reading to writing: a signal that has come by now ends the process, with nothing written, and none is lost in between, as
 * it would be if for a moment nobody listened.
 * @param release of `exitOnSignal`
 */
export async function watchSignalsAfter(release: () => void, emit: Emit): Promise<Interruption> {
  // What has come is heard in the next round of the event loop; the first of these still belongs to this one.
  await setImmediate()
  await setImmediate()
  const watched = watchSignals(emit)
  release()
  return watched
}

/** Reading can stop anywhere. */
export const exitOnSignal = (): (() => void) => onSignal(signal => process.exit(exitOfSignal(signal)))

/** Calls back on the first signal, and ends the process on a second. Returns how to stop watching. */
function onSignal(callback: (signal: Signal) => void): () => void {
  let isAsked = false
  const listeners = SIGNALS.map(signal => {
    const listener = () => {
      if (isAsked) process.exit(exitOfSignal(signal))
      isAsked = true
      callback(signal)
    }
    process.on(signal, listener)
    return () => process.off(signal, listener)
  })
  return () => {
    for (const stop of listeners) stop()
  }
}
