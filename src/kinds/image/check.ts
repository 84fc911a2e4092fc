import type { Fields } from '../../model.ts'
import { DIGEST, PLATFORM, TAG } from '../../names.ts'
import { isFields } from '../canonical.ts'
import type { Context, Misread, Path, Problem } from '../kind.ts'
import { hasPlaceholder } from '../placeholder.ts'
import { isDigest } from './names.ts'
import { badDigest, clip, isWrong, sourceOf } from './source.ts'

/** What ECR would refuse of images, and what could mean several things. */
export const checkImages = (declared: Fields, _context: Context): readonly Problem[] =>
  Object.entries((declared.images ?? {}) as Fields).flatMap(([key, value]) =>
    (checkKey(key) ?? checkValue(key, value)).map(problem => ({ ...problem, path: ['images', key, ...problem.path] })),
  )

function checkKey(key: string): readonly Problem[] | undefined {
  if (isDigest(key) ? DIGEST.test(key) : TAG.test(key)) return undefined
  const found = {
    path: [],
    code: 'INVALID_TAG',
    detail:
      'A tag is 1 to 128 letters, digits and `. _ -`, and begins with none of `. -`; a digest is sha256: and 64 digits from 0 to f.',
    hint: 'Mend the key.',
  }
  const shown = key.length > 60 ? `${key.slice(0, 59)}… (${key.length} characters)` : key
  return [{ ...found, summary: `"${shown}" is neither a tag nor a digest` }]
}

function checkValue(key: string, value: unknown): readonly Problem[] {
  if (value === null) return isDigest(key) ? [nullDigest(key)] : []
  if (typeof value === 'string') return checkSource(key, value, [])
  return isFields(value) ? checkMembers(key, value) : []
}

function checkMembers(key: string, members: Fields): readonly Problem[] {
  const { from, links, platforms, digest, absent, deleteImage } = members
  if (absent === true && ABOUT_A_SOURCE.some(said => members[said] !== undefined)) return [twoThings]
  if (absent === true) return isDigest(key) && deleteImage !== true ? [nullDigest(key)] : []
  if (deleteImage !== undefined) return [deleteWithoutAbsent]
  if (typeof from !== 'string') return [noSource]
  return [
    ...checkSource(key, from, ['from']),
    ...(links === undefined ? [] : checkLinks(from)),
    ...(platforms === undefined ? [] : checkPlatforms(key, platforms)),
    ...(digest === undefined ? [] : checkDigest(digest, platforms)),
  ]
}

function checkPlatforms(key: string, platforms: unknown): readonly Problem[] {
  if (isDigest(key)) return [platformsOfDigest]
  const list: readonly unknown[] = Array.isArray(platforms) ? platforms : []
  return list.flatMap((platform, index) => {
    if (typeof platform !== 'string' || PLATFORM.test(platform) || hasPlaceholder(platform)) return []
    return [{ ...noPlatform, path: ['platforms', index], summary: `"${clip(platform)}" is no platform` }]
  })
}

const ABOUT_A_SOURCE = ['from', 'referrers', 'restore', 'links', 'platforms', 'digest']

const checkLinks = (from: string): readonly Problem[] =>
  from.startsWith('oci:') || hasPlaceholder(from) ? [] : [noLinks]

function checkDigest(digest: unknown, platforms: unknown): readonly Problem[] {
  if (platforms === undefined) return [digestAlone]
  if (typeof digest !== 'string' || DIGEST.test(digest) || hasPlaceholder(digest)) return []
  return [{ path: ['digest'], code: 'INVALID_SOURCE', ...badDigest(digest) }]
}

function checkSource(key: string, text: string, path: readonly string[]): readonly Problem[] {
  // A variable that is not known yet is checked when it is.
  if (hasPlaceholder(text)) return []
  const source = sourceOf(text, '')
  if (isWrong(source)) return [{ path, code: 'INVALID_SOURCE', ...source }]
  const { digest } = source
  if (!isDigest(key) || digest === undefined || digest === key) return []
  return [
    {
      path,
      code: 'INVALID_SOURCE',
      summary: 'The key and its source are two digests',
      detail: 'A digest names one image, wherever it comes from.',
      hint: 'Write the digest of the source as the key, or a tag.',
    },
  ]
}

/** `1.4` is no source either when it is quoted. */
export function numberAsSource([key, member = 'from', ...rest]: Path, text: string): Misread | undefined {
  if (key === undefined || member !== 'from' || rest.length > 0 || !/^\d+(\.\d+)?$/.test(text)) return undefined
  const source = sourceOf(text, '')
  return isWrong(source) ? { code: 'INVALID_SOURCE', ...source } : undefined
}

const nullDigest = (digest: string): Problem => ({
  path: [],
  code: 'DELETES_IMAGE',
  summary: 'null for a digest would delete an image',
  detail: 'Without its tags, too: ECR has no undelete, so this is asked for in full.',
  hint: `If it may go, write ${JSON.stringify(digest)}: { absent: true, deleteImage: true }`,
})

const twoThings: Problem = {
  path: ['absent'],
  code: 'CONTRADICTION',
  summary: 'An image that must not be there comes from nowhere',
  detail: '`absent` and `from` say opposite things.',
  hint: 'Remove one of them.',
}

const deleteWithoutAbsent: Problem = {
  path: ['deleteImage'],
  code: 'CONTRADICTION',
  summary: 'deleteImage goes with absent: true',
  detail: 'It says that an image may go, and here none is to go.',
  hint: 'Write { absent: true, deleteImage: true }, or remove it.',
}

const noPlatform = {
  code: 'INVALID_PLATFORM',
  detail: 'A platform is an operating system and an architecture, as docker and containerd write it.',
  hint: 'Write for example linux/amd64, linux/arm/v7 or windows(10.0.20348)/amd64.',
}

const platformsOfDigest: Problem = {
  path: ['platforms'],
  code: 'CONTRADICTION',
  summary: 'An index of some platforms has a digest of its own',
  detail: 'It is made of the source, so that its digest is not the one that is written.',
  hint: 'Write a tag as the key, and the digest of the source in from.',
}

const digestAlone: Problem = {
  path: ['digest'],
  code: 'CONTRADICTION',
  summary: 'digest goes with platforms',
  detail: 'It says what the index is that is made of them.',
  hint: 'Write the digest of a source into from: SOURCE@sha256:…',
}

const noLinks: Problem = {
  path: ['links'],
  code: 'CONTRADICTION',
  summary: 'links goes with a folder, oci:PATH',
  detail: 'It says where symbolic links of a layout may lead, and no other source has any.',
  hint: 'Remove it.',
}

const noSource: Problem = {
  path: [],
  code: 'INVALID_SOURCE',
  summary: 'Neither a source nor absent',
  detail: 'It says nothing of the image.',
  hint: 'Write from: SOURCE, or absent: true.',
}
