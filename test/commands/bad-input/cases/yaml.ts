import { type BadInput, HEAD } from '../bad-input.ts'

const bomb = [1, 2, 3, 4, 5, 6, 7, 8]
  .map(
    level =>
      `x-${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(', ')}]\n`,
  )
  .join('')

export const YAML: Readonly<Record<string, BadInput>> = {
  'broken YAML': {
    files: `${HEAD}repositories: [\n`,
    code: 'INVALID_YAML',
    at: 'ecrsync.yaml:3:15',
    hint: 'Close it:',
  },
  'a tab for indentation': {
    files: `${HEAD}repositories:\n\tteam/app:\n`,
    code: 'INVALID_YAML',
    at: 'ecrsync.yaml:4:1',
    hint: 'Indent with spaces:',
  },
  'two documents in one file': {
    files: `${HEAD}repositories:\n  team/app:\n---\nname: other\n`,
    code: 'INVALID_YAML',
    at: 'ecrsync.yaml:5:1',
    hint: 'Remove the line `---`',
  },
  'a control character': {
    files: `${HEAD}repositories:\n  team/app: { tags: { a: "\u001b[31m" } }\n`,
    code: 'INVALID_YAML',
    at: 'ecrsync.yaml:4:27',
    hint: 'Remove it',
  },
  'another version of YAML': {
    files: `%YAML 1.1\n---\n${HEAD}repositories:\n  team/app:\n`,
    code: 'INVALID_YAML',
    at: 'ecrsync.yaml:1:1',
    hint: 'Remove the line %YAML 1.1.',
  },
  'nesting without end': {
    files: `${HEAD}repositories:\n  team/app: ${'['.repeat(200)}${']'.repeat(200)}\n`,
    code: 'INVALID_YAML',
    at: 'ecrsync.yaml:4:112',
    hint: 'a bracket or a dash too many',
  },
  'an empty manifest': {
    files: '',
    code: 'EMPTY_MANIFEST',
    at: 'ecrsync.yaml:1:1',
    hint: 'Begin with:',
  },
  'a manifest of comments': {
    files: '# later\n',
    code: 'EMPTY_MANIFEST',
    at: 'ecrsync.yaml:1:1',
    hint: 'Begin with:',
  },
  'a duplicate key': {
    files: `${HEAD}repositories:\n  team/app: {}\n  team/app: {}\n`,
    code: 'DUPLICATE_KEY',
    at: 'ecrsync.yaml:5:3',
    also: 'ecrsync.yaml:4:3',
    hint: 'Join the two, or remove one.',
  },
  'a key with nothing after it': {
    files: `${HEAD}repositories:\n  team/app:\n    repositoryPolicy:\n`,
    code: 'EMPTY_VALUE',
    at: 'ecrsync.yaml:5:5',
    hint: 'Write a value, or indent the lines that belong to it; null if it must not exist',
  },
  'a dash with nothing after it': {
    files: `${HEAD}include:\n  -\nrepositories:\n  team/app:\n`,
    code: 'EMPTY_VALUE',
    at: 'ecrsync.yaml:4:4',
    hint: 'remove the dash',
  },
  'a merge key': {
    files: `${HEAD}x-all: &all { tags: { a: b } }\nrepositories:\n  team/app:\n    <<: *all\n`,
    code: 'MERGE_KEY',
    at: 'ecrsync.yaml:6:5',
    hint: 'Use defaults with match',
  },
  'a type tag': {
    files: `${HEAD}repositories:\n  team/app: !!timestamp 2020-01-01\n`,
    code: 'TYPE_TAG',
    at: 'ecrsync.yaml:4:3',
    hint: 'Write the value itself',
  },
  'an unquoted glob of stars': {
    files: `${HEAD}defaults:\n  - match: **\nrepositories:\n  team/app:\n`,
    code: 'UNQUOTED',
    at: 'ecrsync.yaml:4:5',
    hint: 'Quote it:',
  },
  'an unquoted glob in a list': {
    files: `${HEAD}defaults:\n  - match: ["**", !sandbox/** ]\nrepositories:\n  team/app:\n`,
    code: 'UNQUOTED',
    at: 'ecrsync.yaml:4:19',
    hint: 'Quote it:',
  },
  'an unquoted exception': {
    files: `${HEAD}defaults:\n  - match: !sandbox/**\nrepositories:\n  team/app:\n`,
    code: 'UNQUOTED',
    at: 'ecrsync.yaml:4:5',
    hint: 'Quote it:',
  },
  'an unquoted single star': {
    files: `${HEAD}defaults:\n  - match: *\nrepositories:\n  team/app:\n`,
    code: 'UNQUOTED',
    at: 'ecrsync.yaml:4:5',
    hint: 'Quote it:',
  },
  'an alias bomb': {
    files: `${HEAD}x-0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9]\n${bomb}repositories: { team/app: {} }\n`,
    code: 'ALIAS_BOMB',
    at: 'ecrsync.yaml:9:11',
    hint: 'Write the values out',
  },
  'an alias within itself': {
    files: `${HEAD}repositories:\n  team/app: &app\n    tags: *app\n`,
    code: 'ALIAS_BOMB',
    at: 'ecrsync.yaml:5:5',
    hint: 'Write the values out',
  },
  '__proto__ as a key': {
    files: `${HEAD}repositories:\n  __proto__: {}\n`,
    code: 'UNKNOWN_KEY',
    at: 'ecrsync.yaml:4:3',
    hint: 'Remove it.',
  },
  '__proto__ as a tag': {
    files: `${HEAD}repositories:\n  team/app: { tags: { __proto__: x } }\n`,
    code: 'UNKNOWN_KEY',
    at: 'ecrsync.yaml:4:23',
    hint: 'Remove it.',
  },
}
