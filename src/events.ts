import type { Action, Address, Outcome } from './model.ts'

/** What goes on in a run, told as it happens: plain JSON, for whoever listens. */
export type Event =
  | Listed
  | Reading
  | Planned
  | Started
  | Copying
  | Copied
  | Ended
  | Called
  | Answered
  | Throttled
  | { readonly type: 'noted'; readonly text: string }

export type Emit = (event: Event) => void

/** How whoever acts on one target tells what it does. */
export interface Reporting {
  readonly target: string
  readonly emit: Emit
}

/** Of an image: configurations and layers. */
export interface Bytes {
  readonly total: number
  /** ECR has received them; fewer than before where a layer had to be begun again. */
  readonly sent: number
  /** They need not be sent. */
  readonly skipped: number
}

interface OfTarget {
  readonly target: string
}

interface OfAddress extends OfTarget {
  readonly address: Address
}

/** So many repositories have been seen in the listing so far. */
interface Listed extends OfTarget {
  readonly type: 'listed'
  readonly repositories: number
}

/** What the manifest says of a repository is being read, or has been. */
interface Reading extends OfTarget {
  readonly type: 'reading' | 'read'
  readonly repositoryName: string
}

/** So many changes, or copies of images, are to be made. */
interface Planned extends OfTarget {
  readonly type: 'planned'
  readonly changes: number
}

interface Started extends OfAddress {
  readonly type: 'started'
  readonly action: Action
}

/** How far an image has come; one that is brought again begins again. */
interface Copying extends OfAddress, Bytes {
  readonly type: 'copying'
}

/** One of the images that `copy` brings is there. */
interface Copied extends OfAddress {
  readonly type: 'copied'
  readonly imageDigest: string
  readonly tags: readonly string[]
}

interface Ended extends OfAddress {
  readonly type: 'ended'
  readonly action: Action
  readonly status: Outcome['status']
  /** Of what failed. */
  readonly error?: { readonly code: string; readonly summary: string }
}

/** An operation of ECR, of the tagging API, or of STS for who asks, is about to be made. */
interface Called extends Partial<OfTarget> {
  readonly type: 'called'
  readonly action: string
  /** The repository, by name or ARN, or the role. */
  readonly on?: string
}

/** What AWS made of one try of a call; a call that is made again is answered several times. */
interface Answered extends Partial<OfTarget> {
  readonly type: 'answered'
  readonly action: string
  /** From the sending to the last byte of the answer, without the waiting before. */
  readonly milliseconds: number
  /** Done is what AWS has looked at, also where it says no; failed is what nobody answered, or what AWS could not do. */
  readonly outcome: 'done' | 'throttled' | 'failed'
  /** Not the first try of its call. */
  readonly isRetry: boolean
}

/** ECR has refused a call for its rate; it is made again later. */
interface Throttled extends Partial<OfTarget> {
  readonly type: 'throttled'
  readonly action: string
}
