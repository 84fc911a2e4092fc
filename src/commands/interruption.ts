import { exitOfSignal, type Signal } from '../apply/exit.ts'

const SIGNALS: readonly Signal[] = ['SIGINT', 'SIGTERM']

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
