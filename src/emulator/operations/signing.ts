import { AwsError } from '../errors.ts'
import type { SigningRule } from '../model.ts'
import { matchesSigningFilter } from '../rules/filters.ts'
import type { Registry } from '../storage/registry.ts'
import { imageId, requireImage } from './image-ids.ts'
import { inRepository } from './members.ts'
import { operation } from './operation.ts'
import { change, settingsOf } from './registry-settings.ts'
import { list, oneOf, optional, structure, text } from './shapes.ts'

const FILTER = /^(?:[a-z0-9*]+(?:[._-][a-z0-9*]+)*\/)*[a-z0-9*]+(?:[._-][a-z0-9*]+)*$/
const PROFILE = /^arn:aws(-[a-z]+)*:signer:[a-z0-9-]+:[0-9]{12}:\/signing-profiles\/[a-zA-Z0-9_]{2,}$/

const rule = structure({
  signingProfileArn: text({ max: 200, pattern: PROFILE }),
  repositoryFilters: optional(
    list(structure({ filter: text({ min: 1, max: 256, pattern: FILTER }), filterType: oneOf(['WILDCARD_MATCH']) }), {
      min: 1,
      max: 100,
    }),
  ),
})

export const putSigningConfiguration = operation(
  structure({ signingConfiguration: structure({ rules: list(rule, { max: 10 }) }) }),
  ({ registry }, { signingConfiguration: { rules } }) => {
    change(registry, { signingRules: rules })
    return { signingConfiguration: { rules } }
  },
)

export const getSigningConfiguration = operation(structure({}), ({ registry }) => ({
  registryId: registry.account,
  signingConfiguration: { rules: rulesOf(registry) },
}))

export const deleteSigningConfiguration = operation(structure({}), ({ registry }) => {
  const rules = rulesOf(registry)
  change(registry, { signingRules: undefined })
  return { registryId: registry.account, signingConfiguration: { rules } }
})

/** There is no AWS Signer here, and no signature that was not pushed. */
export const describeImageSigningStatus = operation(
  structure({ ...inRepository, imageId }),
  ({ registry }, { repositoryName, imageId }) => {
    const { signingProfiles = [] } = requireImage(registry, repositoryName, imageId)
    return {
      registryId: registry.account,
      repositoryName,
      imageId,
      signingStatuses: signingProfiles.map(signingProfileArn => ({
        signingProfileArn,
        status: 'FAILED',
        failureCode: 'SignerUnavailable',
        failureReason: 'The emulator has no AWS Signer.',
      })),
    }
  },
)

/** What is pushed to a repository now is to be signed with, each profile once. */
export function signingProfilesFor(registry: Registry, repositoryName: string): readonly string[] {
  const about = (settingsOf(registry).signingRules ?? []).filter(rule => isAbout(rule, repositoryName))
  return [...new Set(about.map(({ signingProfileArn }) => signingProfileArn))]
}

const isAbout = ({ repositoryFilters }: SigningRule, name: string): boolean =>
  repositoryFilters === undefined || repositoryFilters.some(filter => matchesSigningFilter(filter, name))

function rulesOf(registry: Registry): readonly SigningRule[] {
  const { signingRules } = settingsOf(registry)
  if (signingRules !== undefined) return signingRules
  throw new AwsError(
    'SigningConfigurationNotFoundException',
    `Signing configuration does not exist in the registry with id '${registry.account}'`,
  )
}
