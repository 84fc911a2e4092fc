import { AwsError } from '../errors.ts'
import type { Repository } from '../model.ts'
import { repositoryArn } from '../registry-place.ts'
import type { Registry } from '../storage/registry.ts'
import { encryptionConfiguration, encryptionOf } from './encryption.ts'
import { inRepository, registryId, repositoryNames } from './members.ts'
import { mutabilityMembers, mutabilityOf } from './mutability.ts'
import { type Context, epochSeconds, operation, uriOf } from './operation.ts'
import { page, pageMembers, refusePaging } from './paging.ts'
import { scanningConfiguration } from './scanning.ts'
import { flag, list, optional, structure } from './shapes.ts'
import { mergeTags, tag, tagged } from './tags.ts'

export const createRepository = operation(
  structure({
    ...inRepository,
    ...mutabilityMembers,
    tags: optional(list(tag)),
    imageScanningConfiguration: optional(scanningConfiguration),
    encryptionConfiguration: optional(encryptionConfiguration),
  }),
  (context, input) => {
    const { registry, now } = context
    const untagged: Repository = {
      name: input.repositoryName,
      createdAt: epochSeconds(now),
      mutability: mutabilityOf(input),
      scanOnPush: input.imageScanningConfiguration?.scanOnPush ?? false,
      encryption: encryptionOf(registry, input.encryptionConfiguration),
      tags: [],
    }
    const repository = tagged(untagged, mergeTags([], input.tags ?? [], context))
    if (registry.has(repository.name)) throw alreadyExists(registry, repository)
    registry.create(repository)
    return { repository: describe(context, repository) }
  },
)

export const describeRepositories = operation(
  structure({ registryId, repositoryNames: optional(repositoryNames(100)), ...pageMembers }),
  (context, input) => {
    const { registry } = context
    if (input.repositoryNames) {
      refusePaging(input, 'repositoryNames')
      return describeNamed(context, input.repositoryNames)
    }
    const { items, nextToken } = page({ list: registry.list, keyOf: ({ name }) => name }, input)
    return { repositories: items.map(repository => describe(context, repository)), nextToken }
  },
)

export const deleteRepository = operation(
  structure({ ...inRepository, force: optional(flag) }),
  (context, { repositoryName, force }) => {
    const { registry } = context
    const repository = registry.repository(repositoryName)
    if (!force && registry.contents(repositoryName).images.size > 0) throw notEmpty(registry, repository)
    registry.delete(repositoryName)
    return { repository: describe(context, repository) }
  },
)

function describeNamed(context: Context, names: readonly string[]) {
  const found = [...new Set(names)].map(name => context.registry.repository(name))
  return { repositories: found.map(repository => describe(context, repository)) }
}

const describe = (context: Context, { name, createdAt, mutability, scanOnPush, encryption }: Repository) => ({
  repositoryArn: repositoryArn(context.registry, name),
  registryId: context.registry.account,
  repositoryName: name,
  repositoryUri: uriOf(context, name),
  createdAt,
  ...mutability,
  imageScanningConfiguration: { scanOnPush },
  encryptionConfiguration: encryption,
})

const alreadyExists = ({ account }: Registry, { name }: Repository) =>
  new AwsError(
    'RepositoryAlreadyExistsException',
    `The repository with name '${name}' already exists in the registry with id '${account}'`,
  )

const notEmpty = ({ account }: Registry, { name }: Repository) =>
  new AwsError(
    'RepositoryNotEmptyException',
    `The repository with name '${name}' in registry with id '${account}' cannot be deleted because it still contains images`,
  )
