import { AwsError } from '../errors.ts'
import type { Repository } from '../model.ts'
import { page, pageMembers, refusePaging } from '../paging.ts'
import { repositoryArn, repositoryUri } from '../place.ts'
import type { Registry } from '../registry.ts'
import { flag, list, optional, structure } from '../shapes.ts'
import { encryptionConfiguration, encryptionOf } from './encryption.ts'
import { inRepository, registryId, repositoryNames } from './members.ts'
import { mutabilityMembers, mutabilityOf } from './mutability.ts'
import { epochSeconds, operation } from './operation.ts'
import { scanningConfiguration } from './scanning.ts'
import { mergeTags, tag } from './tags.ts'

export const createRepository = operation(
  structure({
    ...inRepository,
    ...mutabilityMembers,
    tags: optional(list(tag)),
    imageScanningConfiguration: optional(scanningConfiguration),
    encryptionConfiguration: optional(encryptionConfiguration),
  }),
  ({ registry, now }, input) => {
    const repository: Repository = {
      name: input.repositoryName,
      createdAt: epochSeconds(now),
      mutability: mutabilityOf(input),
      scanOnPush: input.imageScanningConfiguration?.scanOnPush ?? false,
      encryption: encryptionOf(registry, input.encryptionConfiguration),
      tags: mergeTags([], input.tags ?? []),
    }
    if (registry.has(repository.name)) throw alreadyExists(registry, repository)
    registry.create(repository)
    return { repository: describe(registry, repository) }
  },
)

export const describeRepositories = operation(
  structure({ registryId, repositoryNames: optional(repositoryNames(100)), ...pageMembers }),
  ({ registry }, input) => {
    if (input.repositoryNames) {
      refusePaging(input, 'repositoryNames')
      return describeNamed(registry, input.repositoryNames)
    }
    const { items, nextToken } = page(registry.list(), ({ name }) => name, input)
    return { repositories: items.map(repository => describe(registry, repository)), nextToken }
  },
)

export const deleteRepository = operation(
  structure({ ...inRepository, force: optional(flag) }),
  ({ registry }, { repositoryName, force }) => {
    const repository = registry.repository(repositoryName)
    if (!force && registry.contents(repositoryName).images.size > 0) throw notEmpty(registry, repository)
    registry.delete(repositoryName)
    return { repository: describe(registry, repository) }
  },
)

function describeNamed(registry: Registry, names: readonly string[]) {
  const found = [...new Set(names)].map(name => registry.repository(name))
  return { repositories: found.map(repository => describe(registry, repository)) }
}

const describe = (registry: Registry, { name, createdAt, mutability, scanOnPush, encryption }: Repository) => ({
  repositoryArn: repositoryArn(registry, name),
  registryId: registry.account,
  repositoryName: name,
  repositoryUri: repositoryUri(registry, name),
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
