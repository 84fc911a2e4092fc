import { stringify } from 'yaml'
import type { Schema } from '../schema-parts.ts'

/**
 * What an editor shows, in Markdown: the description, the default and the examples that it cannot insert by itself. It inserts
 * defaults and examples as they stand, a list or map without quotes, so only single values are left to it.
 */
export function inWords(schema: Schema): Schema {
  const { description, examples = [], offered: instead, ...said } = schema
  const [single, others] = split(examples as readonly unknown[], instead as readonly unknown[] | undefined)
  const offered = { ...said, ...(single.length > 0 && { examples: single }) }
  if (description === undefined) return offered
  const usual = said.default === undefined ? [] : [`Default: \`${JSON.stringify(said.default)}\`.`]
  const shown = others.slice(0, 1).map(example => `Example:\n\n\`\`\`yaml\n${stringify(example).trimEnd()}\n\`\`\``)
  const markdown = [[description, ...usual].join(' '), ...shown].join('\n\n')
  return {
    description,
    ...(markdown !== description || /[`*_…]/.test(markdown) ? { markdownDescription: markdown } : {}),
    ...offered,
  }
}

const split = (
  examples: readonly unknown[],
  instead: readonly unknown[] | undefined,
): readonly [readonly unknown[], readonly unknown[]] =>
  instead
    ? [instead, examples.filter(example => !instead.includes(example))]
    : [examples.filter(example => typeof example !== 'object'), examples.filter(example => typeof example === 'object')]

/** Without the examples that need quotes: an editor writes none in a new list. */
export const ofItems = ({ examples, ...schema }: Schema): Schema => {
  const plain = ((examples ?? []) as readonly unknown[]).filter(isPlain)
  return plain.length > 0 ? { ...schema, examples: plain } : schema
}

const isPlain = (example: unknown): boolean => stringify(example).trimEnd() === example
