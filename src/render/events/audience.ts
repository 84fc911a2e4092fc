import type { Emit } from '../../events.ts'
import { harmlessly } from '../../harmless.ts'
import type { Theme } from '../theme.ts'
import { calls } from './calls.ts'
import { lines } from './lines.ts'
import { live } from './live.ts'
import { notes } from './notes.ts'
import type { Screen } from './screen.ts'

/** Whoever listens to a run. */
export interface Audience {
  readonly emit: Emit
  /** Takes what is live off the screen; what has been said stays. */
  clear(): void
}

export interface Hearing {
  readonly theme: Theme
  readonly now: () => number
  /** Leaves out progress. */
  readonly isQuiet: boolean
  /** Tells of each call. */
  readonly isVerbose: boolean
  /** Of a page on that stream, as it is now: a terminal changes it. */
  readonly width: () => number
  /** Of a terminal. */
  readonly openScreen: ((stream: NodeJS.WriteStream, width: () => number) => Screen) | undefined
}

/** Who prints to a stream what goes on: all say their lines in one place, so that none is written over. */
export function audienceAt(stream: NodeJS.WriteStream, hearing: Hearing): Audience {
  const { theme, now, isQuiet, isVerbose, width, openScreen } = hearing
  const screen = openScreen?.(stream, width)
  const say = screen?.say ?? ((line: string) => void stream.write(`${line}\n`))
  const progress = screen === undefined ? lines(say) : live(screen, { theme, now, width })
  const others = [...(isVerbose ? [calls(say)] : []), ...(isQuiet ? [] : [progress])]
  const emit = toAll([notes(say), ...others])
  return {
    emit: others.length > 0 ? emit : ofNotes(emit),
    clear: () => screen?.clear(),
  }
}

export const nobody: Audience = { emit: () => undefined, clear: () => undefined }

export const toBoth =
  (one: Emit, other: Emit): Emit =>
  event => {
    one(event)
    other(event)
  }

/** Where nobody hears the others, nothing is made of them: there are several for each call. */
const ofNotes =
  (emit: Emit): Emit =>
  event => {
    if (event.type === 'noted') emit(event)
  }

/** Each text of an event as one harmless line, whoever listens. */
const toAll =
  (listeners: readonly Emit[]): Emit =>
  event => {
    const heard = harmlessly(event)
    for (const listen of listeners) listen(heard)
  }
