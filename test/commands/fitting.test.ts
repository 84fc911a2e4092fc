import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { fitting } from '../../src/commands/fitting.ts'
import { COMMANDS } from '../../src/commands/index.ts'
import { COMMAND } from '../../src/commands/shell-words.ts'

const SRC = fileURLToPath(new URL('../../src', import.meta.url))
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'))
const textOf = (file: string) => readFileSync(join(SRC, file), 'utf8')

const flagsOf = new Map(Object.entries(COMMANDS).map(([name, { flags }]) => [name, new Set(Object.keys(flags))]))
const known = new Set([...flagsOf.values()].flatMap(flags => [...flags]))
const foreignTo = (name: string) => (flag: string) => known.has(flag) && !flagsOf.get(name)?.has(flag)

/** What a file runs, at once or later. */
const importsOf = new Map(
  files.map(file => {
    const found = textOf(file).matchAll(/(?:^(?:import|export) (?!type )[^'";]*?from |\bimport\()'(\.[^']+)'/gm)
    return [file, [...found].map(([, to = '']) => relative(SRC, resolve(SRC, dirname(file), to)))] as const
  }),
)

function reachedFrom(file: string, reached = new Set<string>()): ReadonlySet<string> {
  if (reached.has(file)) return reached
  reached.add(file)
  for (const next of importsOf.get(file) ?? []) reachedFrom(next, reached)
  return reached
}

/** Sentences that tell to give a flag: what is quoted, begins as a sentence does, and names one. */
function hintsIn(file: string): readonly string[] {
  const lines = textOf(file)
    .split('\n')
    .filter(line => !/^\s*(\*|\/\/|\/\*\*)/.test(line) && !/summary|description|config\.bin/.test(line))
  const quoted = lines.join('\n').matchAll(/'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g)
  return [...quoted]
    .map(([, single, template]) => single ?? template ?? '')
    .filter(text => /^[A-Z]/.test(text) && /(^|\s)--[a-z]/.test(text))
}

const OF_TOOL = /\b(?:aws|docker|podman) [^`;]*/g
const OF_COMMAND = new RegExp(`\\becrsync (${COMMAND}) [^\`;]*`, 'g')

/** Flags that the command lacks for which they are named. */
function foreignIn(text: string, name: string): readonly string[] {
  const lines = [...text.matchAll(OF_COMMAND)].map(([line, command = '']) => [line, command] as const)
  return [...lines, [text.replace(OF_COMMAND, ''), name] as const].flatMap(([line, command]) =>
    [...line.matchAll(/(?<=\s|^)--([a-z-]+)/g)].map(([, flag = '']) => flag).filter(foreignTo(command)),
  )
}

/** Nobody else asks. */
const ASKING = ['apply', 'copy']

/** Hints that are said of flags or files which these do not take, although they share code with those that do. */
const NEVER_SAID: Readonly<Record<string, RegExp>> = {
  // What it cannot read, it does not complete.
  autocomplete: /./,
  // Of flags that are parsed elsewhere.
  fmt: /--allow-endpoint ecr\.acme\.example/,
  import: /--in-use/,
  // It opens no manifest but the one that it writes.
  init: /--(?:allow-|target|in-use)/,
}
const NAMES = Object.keys(COMMANDS)

describe('no command tells to give a flag that it lacks', () => {
  test('there are hints to look at', () => {
    expect(files.flatMap(hintsIn).length).toBeGreaterThan(30)
  })

  test.each(NAMES)('%s', name => {
    const wrong = [...reachedFrom(`commands/${name}.ts`)].flatMap(hintsIn).flatMap(hint => {
      if (hint === 'Add --auto-approve.' && !ASKING.includes(name)) return []
      if (NEVER_SAID[name]?.test(hint)) return []
      const fit = fitting(hint, foreignTo(name))
      const foreign = foreignIn(fit.replace(OF_TOOL, ''), name)
      return fit === '' || foreign.length > 0 ? [{ hint, fit }] : []
    })
    expect(wrong).toEqual([])
  })

  test('the credential helper, which takes none', () => {
    const left = [...reachedFrom('commands/login/helper.ts')]
      .flatMap(hintsIn)
      .map(hint => fitting(hint, () => true))
      .filter(hint => /(?<=\s|^)--/.test(hint) && !/(aws|docker|podman|ecrsync login) /.test(hint))
    expect(left).toEqual([])
  })
})

describe('a hint without a flag that is not there is a hint', () => {
  test.each([
    ['Check --endpoint-url, AWS_ENDPOINT_URL_ECR and any proxy.', 'Check AWS_ENDPOINT_URL_ECR and any proxy.'],
    ['Run it again later; or with a lower --concurrency.', 'Run it again later'],
    ['Sign in. Or try it without AWS: add --local', 'Sign in.'],
    ['Sign in: aws sso login --profile dev', 'Sign in: aws sso login --profile dev'],
    ['See the names: ecrsync validate --print', 'See the names: ecrsync validate --print'],
    ['Write it without a flag.', 'Write it without a flag.'],
  ])('%s', (hint, expected) => {
    expect(fitting(hint, () => true)).toBe(expected)
    expect(fitting(hint, () => false)).toBe(hint)
  })
})
