import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { FILES, isManifest, wholeManifest } from './manifests.ts'
import { BLOCKS, GUIDE, ROOT } from './pages.ts'

const EXAMPLES = BLOCKS.filter(isManifest).map(({ page, line, text }) => ({
  page,
  line,
  keys: Object.keys(parse(text)).join(', '),
  text: wholeManifest(text),
}))

describe('every example is a valid manifest', () => {
  test.each(EXAMPLES)('$page:$line $keys', async ({ text }) => {
    const cwd = await folderWith({ ...FILES, 'ecrsync.yaml': text })
    const { code, stderr } = await ecrsync(['validate', '--quiet'], { cwd, env: { ECRSYNC_VAR_STAGE: 'production' } })
    expect({ code, errors: stderr.split('\n').filter(line => line.includes(' error ')) }).toEqual({
      code: 0,
      errors: [],
    })
  })
})

test('every example of JSON is JSON', () => {
  for (const { text } of BLOCKS.filter(({ language }) => language === 'json'))
    expect(() => JSON.parse(text)).not.toThrow()
})

/** Blocks in other languages are not looked at by a test, but for these: what ecrsync prints, and what Terraform reads. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  '': ['docs/commands.md'],
  text: ['docs/plan.md', 'docs/lifecycle.md', 'docs/guards.md', 'docs/ownership.md', 'docs/explain.md'],
  hcl: ['docs/terraform.md', 'docs/ownership.md'],
}

test.each(GUIDE)('%s has no code that nobody checks', page => {
  const checked = ['yaml', 'json', 'sh', 'console']
  const others = BLOCKS.filter(block => block.page === page && !checked.includes(block.language))
  expect(others.filter(({ language }) => !SHOWN[language]?.includes(page))).toEqual([])
})

/** What tests hold to what ecrsync prints. */
const GOLDENS = ['test/scenarios', 'test/render/pages', 'examples'].flatMap(folder =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.txt'))
    .map(file => join(ROOT, folder, file)),
)

test('what a page shows of a plan is printed so', () => {
  const printed = GOLDENS.map(file => readFileSync(file, 'utf8'))
  const shown = BLOCKS.filter(({ language, page }) => language === 'text' && page !== 'docs/explain.md')
  expect(shown.length).toBeGreaterThan(3)
  expect(shown.filter(({ text }) => !printed.some(page => page.includes(text.trim())))).toEqual([])
})

test('what explain is shown to print, it prints of the manifest above', async () => {
  const [manifest, shown] = ['yaml', 'text'].map(
    sort => BLOCKS.find(({ page, language }) => page === 'docs/explain.md' && language === sort)?.text ?? '',
  )
  const cwd = await folderWith({ 'ecrsync.yaml': manifest ?? '' })
  expect((await ecrsync(['explain', 'payments/api', 'imageTagMutability'], { cwd })).stdout).toBe(shown)
})
