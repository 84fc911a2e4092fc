import { MAXIMUM_TEXT } from './check.ts'
import type { PolicyDocument } from './document.ts'

/**
 * What is sent. A policy that fits as it was written may not with a list around each single string, which IAM takes for the
 * same: such a text is sent without these lists.
 */
export function textOf({ repositoryArn: _, ...document }: PolicyDocument): string {
  const text = JSON.stringify(document)
  return text.length <= MAXIMUM_TEXT ? text : JSON.stringify(document, withoutLists)
}

const withoutLists = (_key: string, value: unknown): unknown =>
  Array.isArray(value) && value.length === 1 && typeof value[0] === 'string' ? value[0] : value
