import { AwsError, invalid, repositoryNotFound } from '../errors.ts'
import type { Repository, Tag } from '../model.ts'
import { partitionName } from '../registry-place.ts'
import type { Registry } from '../storage/registry.ts'
import { type Context, operation } from './operation.ts'
import { list, structure, text } from './shapes.ts'

const MOST_TAGS = 50
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

export const tag = structure({ Key: text(), Value: text() })

const resourceArn = text()

/** What is refused beside what no tag may be. */
type Rules = Pick<Context, 'lenient' | 'forbiddenTags'>

export const tagResource = operation(structure({ resourceArn, tags: list(tag) }), (context, input) => {
  const repository = repositoryAt(context.registry, input.resourceArn)
  context.registry.save(tagged(repository, mergeTags(repository.tags, input.tags, context)))
  return {}
})

export const untagResource = operation(structure({ resourceArn, tagKeys: list(text()) }), (context, input) => {
  const { registry } = context
  const repository = repositoryAt(registry, input.resourceArn)
  for (const key of input.tagKeys) checkKey(key, context)
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
export function mergeTags(tags: readonly Tag[], added: readonly Tag[], rules: Rules): readonly Tag[] {
  for (const { Key, Value } of added) {
    checkKey(Key, rules)
    if (rules.forbiddenTags.includes(Key)) throw notAllowed(Key)
    checkText('value', Value, { shortest: 0, longest: 256 })
  }
  const keys = added.map(({ Key }) => Key)
  const repeated = keys.find((key, index) => keys.indexOf(key) !== index)
  if (repeated !== undefined) throw invalidTag(`Duplicate tag key '${repeated}' found`)
  const merged = [...tags.filter(({ Key }) => !keys.includes(Key)), ...added]
  const own = merged.filter(({ Key }) => !isOfAws(Key))
  if (own.length > MOST_TAGS) throw tooMany(own.length)
  return merged
}

const isOfAws = (key: string): boolean => /^aws:/i.test(key)

function checkKey(key: string, { lenient }: Pick<Rules, 'lenient'>): void {
  checkText('key', key, { shortest: 1, longest: 128 })
  if (isOfAws(key) && !lenient.includes('tags'))
    throw invalidTag("Tag keys that start with 'aws:' are reserved for system use")
}

function checkText(what: string, given: string, { shortest, longest }: { shortest: number; longest: number }): void {
  const length = [...given].length
  if (length < shortest || length > longest) {
    throw invalidTag(`The tag ${what} must have ${shortest} to ${longest} characters, it has ${length}`)
  }
  if (!ALLOWED.test(given)) throw invalidTag(`The tag ${what} '${given}' has characters that are not allowed`)
}

const invalidTag = (message: string) => new AwsError('InvalidTagParameterException', message)

/** The words of a tag policy are those of every service, whatever each calls the error. */
const notAllowed = (key: string) =>
  invalidTag(`The tag policy does not allow the specified value for the following tag key: '${key}'.`)

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
