import { exitOfSignal, type Signal } from '../apply/exit.ts'

const SIGNALS: readonly Signal[] = ['SIGINT', 'SIGTERM']

/** Reading can stop anywhere. */
export function exitOnSignal(): void {
  for (const signal of SIGNALS) process.once(signal, () => process.exit(exitOfSignal(signal)))
}

/** From now on a signal only asks to stop: what is in flight is finished first. A second one stops at once. */
export function finishOnSignal(onSignal: (signal: Signal) => void): void {
  for (const signal of SIGNALS) {
    process.removeAllListeners(signal)
    process.once(signal, () => {
      onSignal(signal)
      process.once(signal, () => process.exit(exitOfSignal(signal)))
    })
  }
}
