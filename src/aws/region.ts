/**
 * The region that is asked for, else that of the environment, else that of the profile. The AWS CLI's AWS_DEFAULT_REGION
 * counts too, which the SDK does not know; what is empty says nothing.
 */
export function regionOf(
  { region }: { readonly region?: string | undefined },
  ofProfile?: string | undefined,
): string | undefined {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env
  return [region, AWS_REGION, AWS_DEFAULT_REGION, ofProfile].find(Boolean)
}

/** `fips-us-east-1` asks for FIPS by its name, which the SDK refuses beside an endpoint. */
export const realRegion = (region: string): string => region.replace(/^fips-|-fips$/, '')

/** Who says a region, and how another is said there. */
export function saidBy(region: string, { name = 'default', settings }: Said) {
  const variable = ['AWS_REGION', 'AWS_DEFAULT_REGION'].find(one => process.env[one] === region)
  if (variable !== undefined) return { by: variable, typed: (other: string) => `${variable}=${other}` }
  if (settings.region === region)
    return { by: `The profile ${name}`, typed: (other: string) => `region = ${other} in the profile ${name}` }
  return { by: '--region', typed: (other: string) => `--region ${other}` }
}

interface Said {
  readonly name?: string
  readonly settings: { readonly region?: string | undefined }
}
