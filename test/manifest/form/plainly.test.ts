import { readFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { globSync } from 'tinyglobby'
import { describe, expect, test } from 'vitest'
import type { EcrsyncError } from '../../../src/errors.ts'
import { Budget, LIMITS } from '../../../src/manifest/text/budget.ts'
import { parsePlain } from '../../../src/manifest/text/plain.ts'
import { diagnosticsOf, printedFrom } from '../world.ts'

/** Behind everything, so that nothing moves, and a sign that is in no plain text. */
const NOT_PLAIN = '\n# \t\n'

type Files = Readonly<Record<string, string>>

const notPlainly = (files: Files): Files =>
  Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, /ya?ml$/.test(name) ? `${text}${NOT_PLAIN}` : text]),
  )

/** A folder with a manifest. */
function filesIn(root: string): Files {
  const folder = dirname(root)
  const all = globSync(['**/*.{yaml,yml,json}'], { cwd: folder, absolute: true })
  const named = all.map(file => [relative(folder, file), readFileSync(file, 'utf8')] as const)
  return { ...Object.fromEntries(named), 'ecrsync.yaml': readFileSync(root, 'utf8') }
}

/** What is said of it, or printed of it where nothing is wrong. */
const told = async (files: Files): Promise<unknown> => {
  const found = await diagnosticsOf(files)
  return found.length > 0 ? found : printedFrom(files)
}

const ROOTS = [
  ...globSync(['examples/*/ecrsync.yaml', 'test/scenarios/*/manifest.yaml', 'test/mistakes/*/ecrsync.yaml']),
].sort()

describe('of a manifest the same is said, and in the same places, whether it is read plainly or by the parser', () => {
  test.each(ROOTS)('%s', async root => {
    const files = filesIn(root)
    expect(await told(files)).toEqual(await told(notPlainly(files)))
  })
})

test('what is too large is refused with the same words', () => {
  const text = 'a: [b, c]\nd:\n  - e\n'
  const refused = (limits: Partial<typeof LIMITS>) => {
    try {
      parsePlain({ file: 'm.yaml', directory: '', text, budget: new Budget({ ...LIMITS, ...limits }) }, {})
      return undefined
    } catch (error) {
      return (error as EcrsyncError).detail
    }
  }
  expect(refused({})).toBeUndefined()
  expect(refused({ nodes: 3 as never })).toMatch(/^They hold more than 3 values/)
  expect(refused({ lexemes: 9 as never })).toMatch(/^They hold too many lines, comments and signs/)
})
