import type { Reader } from '../../aws/api.ts'
import type { SavedPlan } from '../../documents/plan-file.ts'
import { MAKE_ANEW, refusedPlan } from '../../documents/plan-refusals.ts'
import type { DeclaredTarget, PlannedTarget } from '../../model.ts'
import { listed } from '../../nearest.ts'
import { accountIfReadable } from '../../plan/read.ts'
import { foreignEndpoint } from '../../plan/targets.ts'
import { clipped, EMBEDDED, lowered, placeText } from '../../words.ts'
import type { OpenTarget } from './target.ts'

/** @throws EcrsyncError PLAN_OTHER_MANIFEST */
export function refuseManifest({ manifest }: SavedPlan, file: string, name: string): void {
  if (manifest.name === name) return
  throw refusedPlan('PLAN_OTHER_MANIFEST', file, {
    summary: 'is the plan of another manifest',
    detail: `It is of ${clipped(manifest.name)}, and the manifest here is ${clipped(name)}.`,
    hint: 'Name the manifest that it was made of, for example -f ecrsync.yaml; or make a plan of this one: ecrsync plan --out FILE',
  })
}

/**
 * The targets that it has changes for, as the manifest says that they are reached.
 *
 * @throws EcrsyncError PLAN_OTHER_TARGET
 */
export function targetsOf(
  { changes, targets }: SavedPlan,
  file: string,
  declared: readonly DeclaredTarget[],
): readonly DeclaredTarget[] {
  const changed = new Set(changes.filter(({ blocked }) => blocked === undefined).map(({ target }) => target))
  return targets
    .filter(({ name }) => changed.has(name))
    .map(({ name }) => {
      const found = declared.find(target => target.name === name)
      if (found) return found
      throw refusedPlan('PLAN_OTHER_TARGET', file, {
        summary: 'has a target that the manifest does not have',
        detail: `It would change ${clipped(name)}; the manifest has ${listed(declared.map(target => target.name))}, and only it says how a target is reached.`,
      })
    })
}

/**
 * Makes sure that what has been opened is the very registry that was planned.
 *
 * @throws EcrsyncError PLAN_OTHER_REGION, PLAN_OTHER_ENDPOINT, PLAN_OTHER_ACCOUNT
 */
export async function refuseElsewhere(
  { targets }: SavedPlan,
  file: string,
  open: OpenTarget,
  reader: Reader,
): Promise<void> {
  const planned = targets.find(({ name }) => name === open.name) as PlannedTarget
  const { client, endpoint, name } = open
  if (client.region !== planned.region)
    throw refusedPlan('PLAN_OTHER_REGION', file, {
      summary: 'is the plan of another region',
      detail: `${clipped(name)} was planned in ${clipped(planned.region)}, and is asked in ${client.region}.`,
      hint: `Write --region ${clipped(planned.region)}, or the region under the target; or ${lowered(MAKE_ANEW)}`,
    })
  if (foreignEndpoint(endpoint) !== foreignEndpoint(planned.endpoint))
    throw refusedPlan('PLAN_OTHER_ENDPOINT', file, {
      summary: 'is the plan of another endpoint',
      detail: `${clipped(name)} was planned${whereText(planned.endpoint)}, and is asked${whereText(endpoint)}.`,
      hint: `${endpointHint(planned.endpoint)} Or ${lowered(MAKE_ANEW)}`,
    })
  const account = await accountOf(open, reader)
  if (account === planned.account) return
  throw refusedPlan('PLAN_OTHER_ACCOUNT', file, {
    summary: 'is the plan of another account',
    detail: `${clipped(name)} was planned in account ${clipped(planned.account) || 'unknown'}, and the credentials are of ${account === '' ? 'one that could not be read' : account}.`,
    hint:
      account === ''
        ? 'Allow ecr:DescribeRegistry to the role, or write the account under the target.'
        : 'Sign in to the account that was planned.',
  })
}

/** As the plan found it: by its registry; where that may not be asked, by whoever asks. */
async function accountOf({ declared, caller }: OpenTarget, reader: Reader): Promise<string> {
  const account = declared.account ?? (await accountIfReadable(reader))
  return account !== '' ? account : ((await caller())?.account ?? '')
}

const whereText = (endpoint: string | undefined): string =>
  endpoint === undefined ? ' at AWS' : placeText(clipped(endpoint))

const endpointHint = (endpoint: string | undefined): string => {
  if (endpoint === undefined) return 'Leave --local and --endpoint-url out, and unset AWS_ENDPOINT_URL_ECR.'
  return endpoint === EMBEDDED ? 'Write --local.' : `Write --endpoint-url ${clipped(endpoint)}.`
}
