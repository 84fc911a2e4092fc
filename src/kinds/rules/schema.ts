import { fits, type Snippet } from '../for-editors.ts'

/** Filters in one place, as JSON Schema: texts, or ECR's own form. */
export const filtersSchema = (description: string, filterType: string, example: string) => ({
  description,
  examples: [[example]],
  type: 'array',
  items: {
    description: 'One filter.',
    anyOf: [
      { description: 'A filter.', type: 'string', examples: [example] },
      {
        description: "A filter in ECR's own form.",
        type: 'object',
        editor: { title: 'filter' },
        additionalProperties: false,
        required: ['filter'],
        properties: {
          filter: { description: 'The filter.', type: 'string', examples: [example] },
          filterType: { description: 'How the filter is read: ECR has one way.', enum: [filterType] },
        },
      },
    ],
  },
})

/** Rules among which `live` and `absent` may stand. */
export const sharedRulesSchema = (
  description: string,
  properties: Readonly<Record<string, object>>,
  absent: string,
  snippets: readonly Snippet[],
) => ({
  description,
  type: 'array',
  items: {
    description: 'A rule, `live`, or what is to be taken away.',
    anyOf: [
      {
        description: '`live`: what is there stays, and these rules are laid over it.',
        type: 'string',
        examples: ['live'],
        ...fits(/^live$/, 'Write a rule, or live'),
      },
      {
        description: 'A rule, or `absent` alone.',
        type: 'object',
        editor: {
          title: 'rule',
          snippets,
          onlyOne: [
            { keys: [Object.keys(properties), 'absent'], message: 'What is to be taken away stands under absent' },
          ],
        },
        additionalProperties: false,
        properties: {
          ...properties,
          absent: {
            description: `${absent} Only beside \`live\`: without it, what is left out goes anyway.`,
            type: 'object',
            additionalProperties: false,
            properties,
          },
        },
      },
    ],
  },
})
