/** Where a registry is: ECR keeps one per account and region. */
export interface RegistryPlace {
  readonly account: string
  readonly region: string
}

interface Partition {
  readonly name: string
  readonly prefix: string
  readonly dnsSuffix: string
}

const PARTITIONS: readonly Partition[] = [
  { name: 'aws-cn', prefix: 'cn-', dnsSuffix: 'amazonaws.com.cn' },
  { name: 'aws-us-gov', prefix: 'us-gov-', dnsSuffix: 'amazonaws.com' },
  { name: 'aws-eusc', prefix: 'eusc-', dnsSuffix: 'amazonaws.eu' },
  { name: 'aws-iso', prefix: 'us-iso-', dnsSuffix: 'c2s.ic.gov' },
  { name: 'aws-iso-b', prefix: 'us-isob-', dnsSuffix: 'sc2s.sgov.gov' },
  { name: 'aws-iso-e', prefix: 'eu-isoe-', dnsSuffix: 'cloud.adc-e.uk' },
  { name: 'aws-iso-f', prefix: 'us-isof-', dnsSuffix: 'csp.hci.ic.gov' },
]
const COMMERCIAL: Partition = { name: 'aws', prefix: '', dnsSuffix: 'amazonaws.com' }

const partitionOf = (region: string) => PARTITIONS.find(({ prefix }) => region.startsWith(prefix)) ?? COMMERCIAL

export const partitionName = (region: string): string => partitionOf(region).name

export const repositoryArn = ({ account, region }: RegistryPlace, name: string): string =>
  `arn:${partitionName(region)}:ecr:${region}:${account}:repository/${name}`

export const registryHost = ({ account, region }: RegistryPlace): string =>
  `${account}.dkr.ecr.${region}.${partitionOf(region).dnsSuffix}`

export const repositoryUri = (place: RegistryPlace, name: string): string => `${registryHost(place)}/${name}`

export const isAccount = (text: string): boolean => /^[0-9]{12}$/.test(text)
export const isRegion = (text: string): boolean => /^[0-9a-z-]{2,25}$/.test(text)
