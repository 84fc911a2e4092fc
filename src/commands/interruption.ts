import { exitOfSignal, type Signal } from '../apply/exit.ts'
import type { Event } from '../events.ts'

const SIGNALS: readonly Signal[] = ['SIGINT', 'SIGTERM']

export const interruptedNote: Event = {
  type: 'noted',
  text: 'Interrupted: finishing the calls in flight. Once more to stop at once.',
}

/** Calls back on the first signal, and ends the process on a second. Returns how to stop watching. */
export function onSignal(callback: (signal: Signal) => void): () => void {
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

/** Reading can stop anywhere. */
export const exitOnSignal = (): (() => void) => onSignal(signal => process.exit(exitOfSignal(signal)))
