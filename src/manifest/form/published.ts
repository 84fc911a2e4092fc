import { published } from './editor/publish.ts'
import { fragmentSchema, manifestSchema } from './schema.ts'
import type { Schema } from './schema-parts.ts'

/** The published schemas, each by the file that it is in. */
export const PUBLISHED: Readonly<Record<'manifest' | 'fragment', () => Schema>> = {
  manifest: () => published('manifest.schema.json', manifestSchema),
  fragment: () => published('fragment.schema.json', fragmentSchema),
}
