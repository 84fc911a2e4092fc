import { WRITES } from '../../../src/aws/api.ts'
import { type ErrorCode, EXIT, type ExitCode } from '../../../src/errors.ts'
import type { FaultClass } from './faults.ts'

/** How a run ends in which an operation fails so: it comes to what is declared all the same, or says what it does not. */
export type Expected = 'by itself' | { readonly exits: readonly ExitCode[]; readonly codes: readonly string[] }

/**
 * What hangs on a thing that could not be read is not written, and said so, in the plan or at the write. What a look can read and
 * the plan could not, the plan has not shown: it is refused. A rule that could be neither replaced nor put back is said with what it was.
 */
const UNSEEN: readonly (ErrorCode | 'IMPACT_UNREAD')[] = ['NOT_SEEN', 'IMPACT_UNREAD', 'REFUSED', 'NOT_PUT_BACK']

/** A source that does not answer as one is said to be damaged, wherever it is. */
const OF_SOURCES: readonly string[] = ['BatchGetImage', 'GetDownloadUrlForLayer']

export function expectedOf(operation: string, fault: FaultClass): Expected {
  const { said } = fault
  if (said === undefined || isToldElsewhere(operation, fault) || isFoundDone(operation, fault)) return 'by itself'
  const ofSource: readonly ErrorCode[] = OF_SOURCES.includes(operation) ? ['SOURCE_INVALID'] : []
  return { exits: [EXIT.failure, EXIT.partial], codes: [...said, ...UNSEEN, ...ofSource] }
}

/** ECR tells tags as well as the index does, and describes repositories by name where it may not list them. */
const isToldElsewhere = (operation: string, { name }: FaultClass): boolean =>
  operation === 'GetResources' || (operation === 'DescribeRepositories' && name === 'access denied, once')

/** It took effect, and the look before another try finds that there is nothing left to do. */
function isFoundDone(operation: string, { fate }: FaultClass): boolean {
  if (fate.is === 'garbled') return operation in WRITES || operation === 'PutImage'
  return isLookedAt(operation) && (fate.is === 'cut' || (fate.is === 'dropped' && fate.isDone))
}

/** A repository that this run creates is not looked at, nor are the steps of a copy. */
const UNLOOKED: readonly string[] = ['CreateRepository', 'SetRepositoryPolicy', 'PutLifecyclePolicy']

const isLookedAt = (operation: string): boolean => operation in WRITES && !UNLOOKED.includes(operation)
