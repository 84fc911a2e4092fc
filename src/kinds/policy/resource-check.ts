import { clipped, saidText } from '../../words.ts'
import { listOf } from '../canonical.ts'
import type { Problem } from '../kind.ts'
import { under } from '../path.ts'
import { hasPlaceholder } from '../placeholder.ts'
import { isOfEverything } from './evaluation/resources.ts'
import { notInPolicy } from './problem.ts'

/** What is known of a registry. */
export interface RegistryPlace {
  readonly partition?: string | undefined
  readonly region?: string | undefined
  readonly account?: string | undefined
}

/** What the policy of a registry may be about: its repositories, by their ARNs. */
export const resourcesIn =
  (registry: RegistryPlace) =>
  (resources: unknown, key: string): readonly Problem[] => {
    const list = listOf(resources)
    if (list.length === 0) return [notInPolicy([], `${key} names nothing`, `Write ${key}: "*".`)]
    return list.flatMap((resource, index) =>
      checkResource(resource, registry).map(under(...(Array.isArray(resources) ? [index] : []))),
    )
  }

function checkResource(resource: unknown, registry: RegistryPlace): readonly Problem[] {
  if (typeof resource !== 'string' || !(resource === '*' || hasPlaceholder(resource) || /^arn:./.test(resource)))
    return [
      notInPolicy(
        [],
        `${clipped(saidText(resource))} is no resource of a registry`,
        `Write ${ofRepository(resource, registry)}`,
      ),
    ]
  if (resource === '*' || hasPlaceholder(resource) || isOfEverything(resource)) return []
  const [, partition, region, account] = OF_REPOSITORY.exec(resource) ?? []
  if (partition === undefined) return [withoutField(resource, registry)]
  const isOther = (said: string | undefined, own: string | undefined) =>
    own !== undefined && !/[*?]/.test(saidText(said)) && said !== own
  return isOther(partition, registry.partition) ||
    isOther(region, registry.region) ||
    isOther(account, registry.account)
    ? [ofAnother(resource, registry)]
    : []
}

const OF_REPOSITORY = /^arn:([^:]+):(?:ecr|\*):([^:]+):([^:]+):repository\/.+$/

const ofRepository = (resource: unknown, { partition, region, account }: RegistryPlace): string => {
  const name = saidText(resource)
    .replace(/^.*:/, '')
    .replace(/^repository\//, '')
  return `arn:${partition ?? 'aws'}:ecr:${region ?? '*'}:${account ?? '*'}:repository/${name}`
}

/** Source: aws/containers-roadmap#2675. */
const withoutField = (resource: string, registry: RegistryPlace): Problem => ({
  severity: 'warning',
  path: [],
  code: 'RESOURCE_WITHOUT_EFFECT',
  summary: `"${clipped(resource)}" is the ARN of no repository`,
  detail: 'ECR stores it all the same, and the statement is then about nothing.',
  hint: `Write ${ofRepository(resource, registry)}, or "*".`,
})

const ofAnother = (resource: string, registry: RegistryPlace): Problem => ({
  severity: 'warning',
  path: [],
  code: 'RESOURCE_WITHOUT_EFFECT',
  summary: `"${clipped(resource)}" is of another registry`,
  detail: 'The policy of a registry is asked about its own repositories, so this allows and denies nothing.',
  hint: `Write ${ofRepository(resource, registry)}, with \${{ target.account }} and \${{ target.region }} where there are several targets.`,
})
