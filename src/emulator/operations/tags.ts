import { AwsError, invalid, repositoryNotFound } from '../errors.ts'
import type { Repository, Tag } from '../model.ts'
import { partitionName } from '../registry-place.ts'
import type { Registry } from '../storage/registry.ts'
import { operation } from './operation.ts'
import { list, structure, text } from './shapes.ts'

const MOST_TAGS = 50
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

export const tag = structure({ Key: text(), Value: text() })

const resourceArn = text()

export const tagResource = operation(structure({ resourceArn, tags: list(tag) }), ({ registry }, input) => {
  const repository = repositoryAt(registry, input.resourceArn)
  registry.save(tagged(repository, mergeTags(repository.tags, input.tags)))
  return {}
})

export const untagResource = operation(structure({ resourceArn, tagKeys: list(text()) }), ({ registry }, input) => {
  const repository = repositoryAt(registry, input.resourceArn)
  for (const key of input.tagKeys) checkKey(key)
  registry.save({ ...repository, tags: repository.tags.filter(({ Key }) => !input.tagKeys.includes(Key)) })
  return {}
})

export const listTagsForResource = operation(structure({ resourceArn }), ({ registry }, input) => ({
  tags: repositoryAt(registry, input.resourceArn).tags,
}))

export const tagged = (repository: Repository, tags: readonly Tag[]): Repository => ({
  ...repository,
  tags,
  ...(tags.length > 0 && { everTagged: true }),
})

/** Adds and overwrites by key. */
export function mergeTags(tags: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  for (const { Key, Value } of added) {
    checkKey(Key)
    checkText('value', Value, { shortest: 0, longest: 256 })
  }
  const keys = added.map(({ Key }) => Key)
  const repeated = keys.find((key, index) => keys.indexOf(key) !== index)
  if (repeated !== undefined) throw invalidTag(`Duplicate tag key '${repeated}' found`)
  const merged = [...tags.filter(({ Key }) => !keys.includes(Key)), ...added]
  if (merged.length > MOST_TAGS) throw tooMany(merged.length)
  return merged
}

function checkKey(key: string): void {
  checkText('key', key, { shortest: 1, longest: 128 })
  if (/^aws:/i.test(key)) throw invalidTag("Tag keys that start with 'aws:' are reserved for system use")
}

function checkText(what: string, given: string, { shortest, longest }: { shortest: number; longest: number }): void {
  const length = [...given].length
  if (length < shortest || length > longest) {
    throw invalidTag(`The tag ${what} must have ${shortest} to ${longest} characters, it has ${length}`)
  }
  if (!ALLOWED.test(given)) throw invalidTag(`The tag ${what} '${given}' has characters that are not allowed`)
}

const invalidTag = (message: string) => new AwsError('InvalidTagParameterException', message)

const tooMany = (count: number) =>
  new AwsError('TooManyTagsException', `A repository can have at most ${MOST_TAGS} tags, this would make ${count}`)

function repositoryAt(registry: Registry, arn: string): Repository {
  const parts = /^arn:([a-z-]+):ecr:([a-z0-9-]+):([0-9]{12}):repository\/(.+)$/.exec(arn)
  const [, partition, region, account = '', name = ''] = parts ?? []
  if (partition !== partitionName(registry.region) || region !== registry.region)
    throw invalid('resourceArn', 'Invalid ARN')
  if (account !== registry.account) throw repositoryNotFound(name, account)
  return registry.repository(name)
}
