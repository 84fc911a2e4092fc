import { describe, expect, test } from 'vitest'
import { mendedJson } from '../../../src/manifest/form/json-mend.ts'

const RULE = { rulePriority: 1, selection: { tagStatus: 'any', countNumber: 5 }, action: { type: 'expire' } }
const SOUND = `{
  "rules": [
    {
      "rulePriority": 1,
      "selection": { "tagStatus": "any", "countNumber": 5 },
      "action": { "type": "expire" }
    }
  ]
}
`

/** A sound text with something else in it, where that is found, and the line as it is to be written. */
type Case = readonly [name: string, from: string, to: string, place: string, example: readonly string[]]

const ACTION = '      "action": { "type": "expire" }'
const SELECTION = '      "selection": { "tagStatus": "any", "countNumber": 5 },'

const CASES: readonly Case[] = [
  ['a comma after the last member', '"expire" }\n', '"expire" },\n', '6:37', [ACTION]],
  ['a comma after the last item', '    }\n  ]', '    },\n  ]', '7:6', ['    }']],
  ['no comma', '"any",', '"any"', '5:40', [SELECTION]],
  ['no colon', '"type": ', '"type" ', '6:25', [ACTION]],
  ['an equals sign', '"type":', '"type" =', '6:26', ['      "action": { "type" : "expire" }']],
  ['a comment', '1,\n', '1, // one\n', '4:26', ['      "rulePriority": 1,']],
  ['a comment of YAML', '1,\n', '1, # one\n', '4:26', ['      "rulePriority": 1,']],
  ['a comment by itself', '  "rules"', '  /* all */\n  "rules"', '2:3', []],
  ['single quotes', '"any"', "'any'", '5:35', [SELECTION]],
  ['typographic quotes', '"any"', '“any”', '5:35', [SELECTION]],
  ['a key without quotes', '"action"', 'action', '6:7', [ACTION]],
  [
    'a word of Python',
    ': 5 }',
    ': None }',
    '5:57',
    ['      "selection": { "tagStatus": "any", "countNumber": null },'],
  ],
  ['a word', '"expire"', 'expire', '6:27', [ACTION]],
  ['a quote that is not closed, at the end of a line', '"expire" }\n', '"expire }\n', '6:27', [ACTION]],
  ['a quote that is not closed, before others', '"any",', '"any,', '5:35', [SELECTION]],
  ['a bracket that is not closed, at the end', '  ]\n}\n', '  ]\n', '1:1', ['  ]', '}']],
  ['a bracket that is not closed, in between', '\n    }', '', '3:5', [ACTION, '    }']],
  ['a bracket of another sort', '"expire" }', '"expire" ]', '6:36', [ACTION]],
  ['a bracket too many', '  ]\n}\n', '  ]\n}\n}\n', '10:1', []],
]

describe('a file that is JSON but for a mistake is told where it is, and read as it was meant', () => {
  test.each(CASES)('%s', (_name, from, to, place, example) => {
    const mended = mendedJson('x.json', SOUND.replace(from, to))
    expect(
      mended?.diagnostics.map(({ source, example = [] }) => [`${source?.line}:${source?.column}`, example]),
    ).toEqual([[place, example]])
    expect(mended?.document).toMatchObject({ rules: [{ rulePriority: 1, action: RULE.action }] })
  })

  test('all mistakes of a file at once, in the places that they have there', () => {
    const text = SOUND.replace('1,\n', '1, // one\n').replace('"any"', "'any'").replace('  ]', '  ],')
    const { diagnostics = [] } = mendedJson('x.json', text) ?? {}
    expect(diagnostics.map(({ source }) => `${source?.line}:${source?.column}`)).toEqual(['4:26', '5:35', '8:4'])
    expect(diagnostics[1]?.excerpt).toBe(`      "selection": { "tagStatus": 'any', "countNumber": 5 },`)
  })
})

describe('nothing is told of a file that is none', () => {
  test.each([
    ['a key of a machine', 'TOKEN=hunter2'],
    ['other words than policies have', '{ "password": "hunter2", }'],
    ['a word of its own', '{ "password": hunter2 }'],
    ['a text that is cut off', '[1, "hunter2'],
    ['a list of words', '["hunter2",]'],
    ['two documents', SOUND + SOUND],
    ['an escape that is none', SOUND.replace('any', '\\q')],
    ['a surplus comma', SOUND.replace('1,', '1,,')],
    ['what is sound', SOUND],
    ['nothing', ''],
  ])('%s', (_name, text) => {
    expect(mendedJson('x.json', text)).toBeUndefined()
  })
})
