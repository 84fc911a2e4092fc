import { EcrsyncError } from '../errors.ts'
import { isRegion, meantRegion } from '../names.ts'
import { meant } from '../nearest.ts'
import { clipped } from '../words.ts'
import { realRegion } from './region.ts'

/** Those that suggestions come from: whether there are more is for AWS to say. Source: AWS General Reference, "Amazon ECR endpoints" */
const KNOWN: readonly string[] = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'us-gov-east-1', 'us-gov-west-1'],
  ...['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2'],
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3'],
  ...['ap-southeast-4', 'ap-southeast-5', 'ap-southeast-7', 'ap-south-1', 'ap-south-2', 'ap-east-1', 'ap-east-2'],
  ...['ca-central-1', 'ca-west-1', 'sa-east-1', 'mx-central-1', 'me-south-1', 'me-central-1', 'il-central-1'],
  ...['af-south-1', 'cn-north-1', 'cn-northwest-1', 'eusc-de-east-1'],
]

/** As AWS names regions, also those of partitions to come. */
const FORM = /^[a-z]{2,}(?:-[a-z]+)+-\d{1,2}$/

/**
 * Refuses what is no region as it is written: of AWS's own hosts what is none of any form, elsewhere what seems to be one that is
 * written otherwise. `by` says it, and `typed` is how another is said there.
 *
 * @throws EcrsyncError INVALID_REGION
 */
export function checkRegion(
  region: string,
  { by, typed, isAws }: { readonly by: string; readonly typed: (region: string) => string; readonly isAws: boolean },
): void {
  if (FORM.test(realRegion(region)) || isRegion(realRegion(region))) return
  const near = meantRegion(region)
  if (near === undefined && !isAws) return
  throw new EcrsyncError('INVALID_REGION', `"${clipped(region)}" is no region of AWS`, {
    detail: `${by} says it, and calls go to hosts that are named after the region${whyText(region, near)}.`,
    hint:
      near === undefined
        ? (meant(region, KNOWN, typed) ?? `Write for example ${typed('eu-west-1')}`)
        : `Did you mean ${typed(near)}?`,
  })
}

function whyText(region: string, near: string | undefined): string {
  if (near === undefined) return ''
  if (region.toLowerCase() === near) return ', in small letters'
  return region.toLowerCase().startsWith(near) ? `; ${clipped(region)} is a zone of one` : ''
}

/** Of a host of AWS that nobody knows. */
export function hintForNoHost(region: string): string | undefined {
  if (KNOWN.includes(region)) return undefined
  const near = meant(region, KNOWN, one => one)
  return `Check the region: ${region} is none that ecrsync knows.${near === undefined ? '' : ` ${near}`}`
}
