import type { EcrsyncError } from '../errors.ts'
import type { Fields, Plan } from '../model.ts'
import { digestOf } from '../plan/digest.ts'
import { unsoundness } from '../unsound.ts'
import { clipped, saidText } from '../words.ts'
import { isPlan } from './compiled.ts'
import { jsonIn } from './file-text.ts'
import { invalidPlan, refusedPlan } from './plan-refusals.ts'
import { planText } from './plan-text.ts'
import { sealOf } from './seal.ts'

/** A plan as a file has it: the same, and when it was made, and that nobody has changed it by accident since. */
export interface SavedPlan extends Plan {
  /** ISO 8601 */
  readonly createdAt: string
  readonly seal: string
}

export const FORMAT = 1

/**
 * A plan of a file, which anybody may have written: whole, of a form that this version knows, and as it was sealed.
 *
 * @throws EcrsyncError PLAN_NOT_FOUND, PLAN_UNREADABLE, PLAN_INVALID, PLAN_FORMAT, PLAN_VERSION, PLAN_TAMPERED
 */
export async function readPlan(file: string, version: string): Promise<SavedPlan> {
  return planIn(await planText(file), file, version)
}

/** `version`: of ecrsync, as it runs. */
export function planIn(text: string, file: string, version: string): SavedPlan {
  const document = parsed(text, file)
  if (document.formatVersion !== FORMAT) throw otherFormat(file, document.formatVersion)
  if (document.createdAt === undefined || document.seal === undefined)
    throw invalidPlan(file, 'It has no createdAt and no seal: what plan --json prints is no file to apply.')
  if (document.seal !== sealOf(document)) throw tampered(file, 'Its seal is of other contents.')
  if (!isPlan(document)) throw unlikePlan(document, file, version)
  const plan = document as unknown as SavedPlan
  if (Number.isNaN(Date.parse(plan.createdAt))) throw invalidPlan(file, 'No calendar has the day of its createdAt.')
  if (plan.digest !== digestOf(plan)) throw tampered(file, 'Its digest is of another plan.')
  return plan
}

/** Where another version has made it, that is why. */
const unlikePlan = ({ ecrsync }: Fields, file: string, version: string) =>
  isCompatible(ecrsync, version)
    ? invalidPlan(file, `It does not have the form of a plan: ${faultText(isPlan.errors)}.`)
    : otherVersion(file, ecrsync, version)

/** What another version means by a plan is not known to this one. */
export const refuseVersion = ({ ecrsync }: Plan, file: string, version: string): EcrsyncError | undefined =>
  isCompatible(ecrsync, version) ? undefined : otherVersion(file, ecrsync, version)

function parsed(text: string, file: string): Fields {
  const document = jsonIn(text)
  if (document === undefined) throw invalidPlan(file, 'It is not JSON, or it was cut off.')
  const fault = unsoundness(document)
  if (fault !== undefined) throw invalidPlan(file, `No plan is written like that: ${fault}.`)
  if (typeof document !== 'object' || document === null || !Object.hasOwn(document, 'formatVersion'))
    throw invalidPlan(file, 'It is JSON, and no document of ecrsync.')
  return document as Fields
}

/** A place in it, and what is wrong there. */
function faultText(errors: typeof isPlan.errors): string {
  const { instancePath = '', message = '' } = errors?.[0] ?? {}
  return `${clipped(instancePath) || 'it'} ${message}`
}

const VERSION = /^(\d+)\.(\d+)\./

/** Of the same major version; of versions before the first, the same minor one. */
function isCompatible(one: unknown, other: string): boolean {
  const [, major, minor] = VERSION.exec(saidText(one)) ?? []
  const [, ourMajor, ourMinor] = VERSION.exec(other) ?? []
  return major !== undefined && major === ourMajor && (major !== '0' || minor === ourMinor)
}

const otherFormat = (file: string, found: unknown) =>
  refusedPlan('PLAN_FORMAT', file, {
    summary: 'is of another format',
    detail: `Its formatVersion is ${clipped(JSON.stringify(found) ?? 'missing')}, and this version reads ${FORMAT}.`,
    hint: 'Apply it with the version of ecrsync that made it, or make a new plan: ecrsync plan --out FILE',
  })

const otherVersion = (file: string, found: unknown, version: string) =>
  refusedPlan('PLAN_VERSION', file, {
    summary: 'was made by another version of ecrsync',
    detail: `It was made by ${clipped(saidText(found))}, and this is ${version}: they may mean different things by the same plan.`,
    hint: 'Run the same version in both jobs, or make a new plan: ecrsync plan --out FILE',
  })

const tampered = (file: string, detail: string) =>
  refusedPlan('PLAN_TAMPERED', file, {
    summary: 'is not as it was saved',
    detail: `${detail} It was edited, or damaged on its way.`,
  })
