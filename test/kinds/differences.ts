import { EcrsyncError } from '../../src/errors.ts'
import { kindOf } from '../../src/kinds/index.ts'
import type { Words } from '../../src/kinds/kind.ts'
import type { Change, Fields } from '../../src/model.ts'
import { compare } from '../../src/plan/diff.ts'
import { declared } from '../world.ts'
import { NAME } from './examples.ts'

export const WORDS: Words = { account: id => (id === '444455556666' ? `ci (${id})` : id) }

/** The changes of one wish over what is there, in the manifest's own form. */
export const changesOver = (kind: string, fields: Fields, live: Fields | null): readonly Change[] =>
  compare(declared(kind, NAME, fields), live, 'default').changes

export const linesOf = (change: Change | undefined): readonly string[] =>
  change === undefined
    ? []
    : kindOf(change.kind)
        .describe(change as never, change.want, WORDS)
        .map(({ label, text }) => (label === undefined ? text : `${label}: ${text}`))

export const attentionOf = (change: Change | undefined): readonly string[] =>
  change === undefined
    ? []
    : (kindOf(change.kind).attention?.(change as never, WORDS) ?? []).map(({ word, text }) => `${word} ${text}`)

export const DENIED = new EcrsyncError('ACCESS_DENIED', 'ListTagsForResource is not allowed', { detail: 'no' })
