import { published } from './editor/publish.ts'
import { fragmentSchema, manifestSchema } from './schema.ts'
import type { Schema } from './schema-parts.ts'

/** The published schemas, each by the file that it is in. */
export const PUBLISHED: Readonly<Record<'manifest' | 'fragment', () => Schema>> = {
  manifest: () => published('urn:ecrsync:schema:manifest:1', manifestSchema),
  fragment: () => published('urn:ecrsync:schema:fragment:1', fragmentSchema),
}
