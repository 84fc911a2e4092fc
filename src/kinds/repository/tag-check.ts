import { OWNER_TAG } from '../../names.ts'
import type { Context, Path, Problem } from '../kind.ts'
import { hasPlaceholder } from '../placeholder.ts'

/** Tags of one repository. Source: AWS General Reference, tag naming limits; ECR's TooManyTagsException. */
export const MAXIMUM_TAGS = 50
const CHARACTER = '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]'
const TAG_TEXT = new RegExp(`^${CHARACTER}*$`, 'u')
/** Of a key and of a value, as far as a pattern says it. */
export const TAG_KEY = new RegExp(`^(?![aA][wW][sS]:)${CHARACTER}{1,128}$`, 'u')
export const TAG_VALUE = new RegExp(`^${CHARACTER}{0,256}$`, 'u')
export const ALLOWED = 'letters, digits, spaces and `+ - = . _ : / @`'

/** A key of AWS itself. */
export const isOfAws = (key: string): boolean => /^aws:/i.test(key)

export function checkTags(
  tags: Readonly<Record<string, string | null>>,
  context: Context,
  isProtected = false,
): readonly Problem[] {
  return [
    ...Object.entries(tags).flatMap(([key, value]) => checkTag(key, value)),
    ...checkCount(tags, context, isProtected),
  ]
}

/** A layer is one of several: only a whole repository is counted. */
function checkCount(
  tags: Readonly<Record<string, string | null>>,
  { repositoryName, owner }: Context,
  isProtected: boolean,
): readonly Problem[] {
  const own = owner === undefined ? 0 : 1
  const count = Object.values(tags).filter(value => value !== null).length + own + (isProtected ? 1 : 0)
  if (repositoryName === undefined || count <= MAXIMUM_TAGS) return []
  return [
    {
      path: ['tags'],
      code: 'TOO_MANY_TAGS',
      summary: `${repositoryName} has ${count} tags, ECR allows ${MAXIMUM_TAGS}`,
      detail: own
        ? `One of them is ${OWNER_TAG}, which a repository that ecrsync creates carries.`
        : 'ECR would create no repository with them, and refuse them all on one that is there.',
      hint: `Remove ${count - MAXIMUM_TAGS}${own ? ', or write `ownership: none` at the root' : ''}.`,
    },
  ]
}

function checkTag(key: string, value: string | null): readonly Problem[] {
  const path: Path = ['tags', key]
  const shown = JSON.stringify(key.length > 80 ? `${key.slice(0, 80)}…` : key)
  if (isOfAws(key)) return [reserved(path, shown)]
  if (key.startsWith(OWN_KEYS)) return [ofOurs(path, shown)]
  return [
    ...(isTagText(key, 1, 128) ? [] : [invalidKey(path, shown)]),
    ...(value === null || hasPlaceholder(value) || isTagText(value, 0, 256) ? [] : [invalidValue(path, shown)]),
  ]
}

/** AWS counts characters, not UTF-16 units. */
function isTagText(text: string, shortest: number, longest: number): boolean {
  const length = text.length <= longest ? text.length : [...text].length
  return length >= shortest && length <= longest && TAG_TEXT.test(text)
}

/** Whether a manifest may name it; `__proto__` none takes for a key. */
export const isSayable = (key: string): boolean => !isOfAws(key) && !key.startsWith(OWN_KEYS) && key !== '__proto__'

const reserved = (path: Path, shown: string): Problem => ({
  path,
  code: 'RESERVED_TAG',
  summary: `Reserved tag key ${shown}`,
  detail: 'Keys that begin with `aws:` belong to AWS: nobody else can write or remove them.',
  hint: 'Remove this line.',
})

/** Of the tags that ecrsync itself puts and removes. */
const OWN_KEYS = 'ecrsync:'

const ofOurs = (path: Path, shown: string): Problem => ({
  path,
  code: 'RESERVED_TAG',
  summary: `Reserved tag key ${shown}`,
  detail: 'Keys that begin with `ecrsync:` say what is ours: a layer that wrote them would take over what others own.',
  hint: 'Remove this line. To own repositories that are there, name them in `adopt`; to let them go, in `released`; to protect one, write `protect: true`.',
})

const invalidKey = (path: Path, shown: string): Problem => ({
  path,
  code: 'INVALID_TAG',
  summary: `Invalid tag key ${shown}`,
  detail: `A key has 1 to 128 characters: ${ALLOWED}.`,
  hint: 'Change the key.',
})

const invalidValue = (path: Path, shown: string): Problem => ({
  path,
  code: 'INVALID_TAG',
  summary: `Invalid value of tag ${shown}`,
  detail: `A value has 0 to 256 characters: ${ALLOWED}.`,
  hint: 'Change the value.',
})
