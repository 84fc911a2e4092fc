import type { ErrorCode } from '../../../src/errors.ts'
import type { Fate, Passing } from './wire.ts'

/** One class of failures, with what has to come of it. */
export interface FaultClass {
  readonly name: string
  readonly fate: Fate
  /** Only calls that are so; left out: all. */
  readonly isAbout?: (call: Passing, created: ReadonlySet<string>) => boolean
  /** How many of the calls that it is about fail, one after the other. */
  readonly first: number
  /** Where the run ends with it: as what it is said. Left out: it is mended by itself. */
  readonly said?: readonly ErrorCode[]
}

const answered = (status: number, name: string, message = name): Fate => ({ is: 'answered', status, name, message })

interface Failing {
  readonly name: string
  readonly fate: Fate
  /** As what it is said where it does not pass. */
  readonly said: readonly ErrorCode[]
}

/** Says nothing of the call itself. */
const PASSING: readonly Failing[] = [
  { name: 'throttling', fate: answered(400, 'ThrottlingException', 'Rate exceeded'), said: ['THROTTLED'] },
  { name: '500', fate: answered(500, 'ServerException'), said: ['AWS_ERROR'] },
  { name: '503', fate: { is: 'page', status: 503 }, said: ['NOT_ECR'] },
  { name: 'reset before the effect', fate: { is: 'dropped', isDone: false }, said: ['UNREACHABLE'] },
  { name: 'reset after the effect', fate: { is: 'dropped', isDone: true }, said: ['UNREACHABLE'] },
  { name: 'timeout', fate: { is: 'silence' }, said: ['UNREACHABLE'] },
  { name: 'truncated answer', fate: { is: 'cut' }, said: ['UNREACHABLE'] },
]

/** Would fail again. */
const LASTING: readonly Failing[] = [
  { name: 'malformed answer', fate: { is: 'garbled' }, said: ['NOT_ECR'] },
  {
    name: 'access denied',
    fate: answered(400, 'AccessDeniedException', 'User: x is not authorized'),
    said: ['ACCESS_DENIED'],
  },
  { name: 'expired token', fate: answered(400, 'ExpiredTokenException'), said: ['BAD_CREDENTIALS'] },
]

const once = ({ name, fate }: Failing): FaultClass => ({ name: `${name}, once`, fate, first: 1 })
const always = ({ name, fate, said }: Failing): FaultClass => ({ name: `${name}, always`, fate, first: Infinity, said })

/** A repository that was created is not found for a while. */
const LAG: FaultClass = {
  name: 'lag after a create',
  fate: answered(400, 'RepositoryNotFoundException', 'The repository does not exist'),
  isAbout: ({ input }, created) => created.has(String(input.repositoryName)),
  first: 3,
}

/** The index of tags is behind ECR, and stays so. */
const STALE: FaultClass = {
  name: 'stale tag listing',
  fate: { is: 'stale' },
  isAbout: ({ operation }) => operation === 'GetResources',
  first: Infinity,
}

export const FAULTS: readonly FaultClass[] = [
  ...PASSING.flatMap(failing => [once(failing), always(failing)]),
  ...LASTING.map(failing => ({ ...once(failing), said: failing.said })),
  LAG,
  STALE,
]
