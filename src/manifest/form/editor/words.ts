import { stringify } from 'yaml'
import type { Schema } from '../schema-parts.ts'

/**
 * What an editor shows, in Markdown: the description, the default and the examples that it cannot insert by itself. It inserts
 * defaults and examples as they stand, a list or map without quotes, so only single values are left to it.
 */
export function inWords(schema: Schema): Schema {
  const { description, examples = [], ...said } = schema
  if (description === undefined) return schema
  const [single, others] = split(examples as readonly unknown[])
  const usual = said.default === undefined ? [] : [`Default: \`${JSON.stringify(said.default)}\`.`]
  const shown = others.slice(0, 1).map(example => `Example:\n\n\`\`\`yaml\n${stringify(example).trimEnd()}\n\`\`\``)
  const markdown = [[description, ...usual].join(' '), ...shown].join('\n\n')
  return {
    description,
    ...(markdown !== description || /[`*_…]/.test(markdown) ? { markdownDescription: markdown } : {}),
    ...said,
    ...(single.length > 0 && { examples: single }),
  }
}

const split = (examples: readonly unknown[]): readonly [readonly unknown[], readonly unknown[]] => [
  examples.filter(example => typeof example !== 'object'),
  examples.filter(example => typeof example === 'object'),
]

/** Without the examples that need quotes: an editor writes none in a new list. */
export const ofItems = ({ examples, ...schema }: Schema): Schema => {
  const plain = ((examples ?? []) as readonly unknown[]).filter(isPlain)
  return plain.length > 0 ? { ...schema, examples: plain } : schema
}

const isPlain = (example: unknown): boolean => stringify(example).trimEnd() === example
