import { describe, expect, test } from 'vitest'
import { fits, isOneOf } from '../../../../src/kinds/for-editors.ts'
import { withDefinitions } from '../../../../src/manifest/form/editor/definitions.ts'
import { published } from '../../../../src/manifest/form/editor/publish.ts'
import type { Schema } from '../../../../src/manifest/form/schema-parts.ts'

/** The published form of one field. */
function publishedOf(field: Schema, required = false): unknown {
  const properties = { repositories: { type: 'object', additionalProperties: { type: 'object' } }, field }
  const schema = published('urn:x', { type: 'object', ...(required && { required: ['field'] }), properties })
  return (schema.properties as Schema).field
}

describe('published, a field', () => {
  test.each<readonly [string, Schema, object]>([
    [
      'with a pattern takes a variable, too',
      { type: 'string', ...fits(/^a$/, 'Write a') },
      { type: 'string', pattern: '\\$\\{\\{|^a$', errorMessage: 'Write a' },
    ],
    [
      'of known words says them',
      { type: 'string', ...isOneOf(['a', 'b']) },
      { type: 'string', pattern: '\\$\\{\\{|^(?:a|b)$', errorMessage: 'Write a or b' },
    ],
    [
      'of two types has a form for each, with what is about it',
      { description: 'Names.', type: ['string', 'array'], maxItems: 3, pattern: 'x', examples: ['a', ['a', 'b']] },
      {
        description: 'Names.',
        markdownDescription: 'Names.\n\nExample:\n\n```yaml\n- a\n- b\n```',
        anyOf: [
          { type: 'string', pattern: 'x', examples: ['a'] },
          { title: 'list', type: 'array', maxItems: 3 },
        ],
      },
    ],
    ['that may be null keeps its types', { type: ['string', 'null'] }, { type: ['string', 'null'] }],
    [
      'with a default says it, and is not inserted with it',
      { description: 'A number.', type: 'integer', default: 3 },
      { description: 'A number.', markdownDescription: 'A number. Default: `3`.', type: 'integer' },
    ],
    [
      'of which something else is offered shows its example',
      { description: 'A file.', type: 'string', examples: ['a.json'], editor: { offered: ['b.json'] } },
      {
        description: 'A file.',
        markdownDescription: 'A file.\n\nExample:\n\n```yaml\na.json\n```',
        type: 'string',
        examples: ['b.json'],
      },
    ],
    [
      'whose items need quotes offers none of them',
      { type: 'array', items: { type: 'string', examples: ['**', 'a'] } },
      { type: 'array', items: { type: 'string', examples: ['a'] } },
    ],
    [
      'that is a map has its name as a title',
      { type: 'object', additionalProperties: false },
      { title: 'field', type: 'object', additionalProperties: false },
    ],
  ])('%s', (_, field, made) => {
    expect(publishedOf(field)).toEqual(made)
  })

  test('that its map needs keeps its default', () => {
    expect(publishedOf({ type: 'integer', default: 3 }, true)).toEqual({ type: 'integer', default: 3 })
  })
})

describe('definitions', () => {
  const long = {
    type: 'string',
    description: 'long enough to be worth a definition of its own, because it is said twice',
  }

  test('hold what stands in two places, by the name of the first', () => {
    const schema = { type: 'object', properties: { one: long, two: { ...long, doNotSuggest: true } } }
    expect(withDefinitions(schema)).toEqual({
      type: 'object',
      properties: {
        one: { $ref: '#/definitions/one' },
        // Next to a reference other words are not read.
        two: { doNotSuggest: true, allOf: [{ $ref: '#/definitions/one' }] },
      },
      definitions: { one: long },
    })
  })

  test('hold nothing that is short, or stands once', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' }, c: long } }
    expect(withDefinitions(schema)).toEqual({ ...schema, definitions: {} })
  })
})
