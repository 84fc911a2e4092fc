import pLimit from 'p-limit'
import { EcrsyncError, type ErrorCode, EXIT } from '../errors.ts'
import type { Reporting } from '../events.ts'
import type { Diagnostic, Plan, Source, Target } from '../model.ts'
import { isEndpointOfEcr } from '../names.ts'
import { type About, assemble, type TargetPart } from './assemble.ts'

/** A target that a plan is to be about. */
export interface Undertaking {
  /** As it is declared: what is not known yet is empty. */
  readonly target: Target
  /** Where. */
  readonly source?: Source | undefined
  plan(): Promise<TargetPart>
}

/**
 * Targets that are planned at once. ECR allows each account and region so many calls a second, so that few would leave most of
 * what is allowed unused; of more, what is read would only be waited for in memory.
 */
export const TARGETS_AT_ONCE = 100

/** They are about what was typed or written, or a bug, and not about one target: the run ends. */
const OF_RUN: ReadonlySet<ErrorCode> = new Set([
  'INTERNAL',
  'INTERRUPTED',
  'INVALID_MANIFEST',
  'INVALID_FLAG',
  'INVALID_ARGUMENT',
  'INVALID_IN_USE',
])

/**
 * One plan of all targets, in their order. One that fails leaves the others alone, and what it failed of is in the plan.
 *
 * @throws EcrsyncError where nothing was planned: what the one target throws, or all of it as one
 */
export async function planTargets(
  undertakings: readonly Undertaking[],
  { emit, ...about }: About & Pick<Reporting, 'emit'>,
): Promise<Plan> {
  const results = eachOnce(await eachOf(undertakings))
  const failures = results.flatMap(result => (result instanceof EcrsyncError ? [result] : []))
  const isRefused = failures.some(isRefusal)
  if (failures.length > 0 && failures.length === results.length && !isRefused) throw allFailed(undertakings, failures)
  const parts = results.map((result, index) =>
    result instanceof EcrsyncError ? failedPart(undertakings[index] as Undertaking, result) : result,
  )
  const plan = assemble(about, parts)
  for (const { name } of plan.targets) {
    const changes = plan.changes.filter(({ target, blocked }) => target === name && blocked === undefined).length
    emit({ type: 'planned', target: name, changes })
  }
  return plan
}

/** What was planned of each, or why nothing was; what ends the run is thrown when all that were begun have ended. */
async function eachOf(undertakings: readonly Undertaking[]): Promise<readonly Result[]> {
  const limit = pLimit(TARGETS_AT_ONCE)
  const ending: unknown[] = []
  const results = await Promise.all(
    undertakings.map(undertaking =>
      limit(async () => {
        if (ending.length > 0) return undefined
        try {
          return await undertaking.plan()
        } catch (error) {
          if (error instanceof EcrsyncError && !OF_RUN.has(error.code)) return error
          ending.push(error)
          return undefined
        }
      }),
    ),
  )
  if (ending.length > 0) throw ending[0]
  return results.flatMap(result => result ?? [])
}

type Result = TargetPart | EcrsyncError

/** Which registry each is, where the manifest does not say it, is known only now: in one that is planned twice two would write. */
function eachOnce(results: readonly Result[]): readonly Result[] {
  const firsts = new Map<string, Target>()
  return results.map(result => {
    if (result instanceof EcrsyncError || result.target.account === '') return result
    const registry = registryOf(result.target)
    const first = firsts.get(registry)
    firsts.set(registry, first ?? result.target)
    return first === undefined ? result : sameRegistry(result.target, first)
  })
}

/** However ECR itself is asked, it is the same; any other endpoint has registries of its own. */
const registryOf = ({ account, region, endpoint }: Target): string =>
  JSON.stringify([account, region, endpoint === undefined || isOfEcr(endpoint) ? undefined : endpoint])

const isOfEcr = (endpoint: string): boolean => URL.canParse(endpoint) && isEndpointOfEcr(endpoint)

const sameRegistry = ({ account, region }: Target, { name }: Target): EcrsyncError =>
  new EcrsyncError('SAME_TARGET', `It is the same registry as ${name}`, {
    detail: `Both are account ${account} in ${region}: every change would be made twice.`,
    hint: 'Write account and region under both targets, then remove one or mend it; or leave one of them out with --target.',
  })

const REFUSALS: ReadonlySet<ErrorCode> = new Set(['WRONG_ACCOUNT', 'SAME_TARGET'])

const isRefusal = ({ code }: EcrsyncError): boolean => REFUSALS.has(code)

/** Of a registry that is not the target's own, or not its alone, nothing is planned: nothing is unread. */
function failedPart({ target, source }: Undertaking, error: EcrsyncError): TargetPart {
  const nothing = {
    ...{ read: 0, declared: 0, managed: 0, unchanged: 0, discovered: 0, unmanaged: 0 },
    ...{ unmanagedNames: [], inUse: [], standing: [] },
  }
  const { code } = error
  const failure = {
    scope: 'registry',
    address: `target["${target.name}"]`,
    label: 'target',
    code,
    message: error.message,
  } as const
  const isRefused = isRefusal(error)
  return {
    target: { ...target, complete: false, unread: isRefused ? [] : [failure], ...nothing },
    changes: [],
    warnings: isRefused ? [] : diagnosticsOf({ target, source }, error, 'warning'),
    refused: isRefused ? diagnosticsOf({ target, source }, error, 'error') : [],
    isFailed: true,
  }
}

/** Which target each is of. */
const diagnosticsOf = (
  { target: { name }, source }: Pick<Undertaking, 'target' | 'source'>,
  { diagnostics }: EcrsyncError,
  severity: Diagnostic['severity'],
): readonly Diagnostic[] =>
  diagnostics.map(({ targets: _, ...diagnostic }) => ({
    ...(source && { source }),
    ...diagnostic,
    severity,
    summary: `${diagnostic.summary} (${name})`,
  }))

/** The one of the environment stands in no file, and needs no name. */
function ofDeclared({ target: { name }, source }: Undertaking, error: EcrsyncError): EcrsyncError {
  if (source === undefined) return error
  const [first] = error.diagnostics
  return error.said({ source: first?.source ?? source, targets: first?.targets ?? [name] })
}

function allFailed(undertakings: readonly Undertaking[], failures: readonly EcrsyncError[]): EcrsyncError {
  const [first] = failures as [EcrsyncError, ...EcrsyncError[]]
  if (failures.length === 1) return ofDeclared(undertakings[0] as Undertaking, first)
  const worst = failures.find(({ exitCode }) => exitCode === EXIT.failure) ?? first
  return new EcrsyncError(worst.code, worst.message, {
    diagnostics: failures.flatMap((error, index) => diagnosticsOf(undertakings[index] as Undertaking, error, 'error')),
    cause: worst,
  })
}
