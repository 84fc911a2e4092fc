import type { Listed } from '../../src/aws/api.ts'
import { EcrsyncError } from '../../src/errors.ts'
import type { Change, Declared, Fields, Found } from '../../src/model.ts'
import { type Planned, type Planning, planUnit } from '../../src/plan/unit.ts'
import { declared, PLANNING } from '../world.ts'
import { NAME } from './examples.ts'

/** What is planned of wishes over what is there. */
export function plannedOf(
  wishes: readonly Declared[],
  found: (declared: Declared) => Found,
  planning: Partial<Planning> = {},
): Promise<Planned> {
  const repository = wishes[0]?.repository ?? ''
  const listed = { repositoryName: repository } as Listed
  return planUnit(wishes, { repository, listed, found }, { ...PLANNING, ...planning })
}

/** The changes of it. */
export const changesOf = async (...asked: Parameters<typeof plannedOf>): Promise<readonly Change[]> =>
  (await plannedOf(...asked)).changes

/** The changes of one wish over what is there, in the manifest's own form. */
export const changesOver = (kind: string, fields: Fields, live: Fields | null): Promise<readonly Change[]> =>
  changesOf([declared(kind, NAME, fields)], () => live)

export const linesOf = (change: Change | undefined): readonly string[] =>
  (change?.lines ?? []).map(({ label, text }) => (label === undefined ? text : `${label}: ${text}`))

export const attentionOf = (change: Change | undefined): readonly string[] =>
  (change?.facts ?? []).map(({ word, text }) => `${word} ${text}`)

export const DENIED = new EcrsyncError('ACCESS_DENIED', 'ListTagsForResource is not allowed', { detail: 'no' })
