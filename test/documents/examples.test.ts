import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { BLOCKS, GUIDE } from './pages.ts'

/** What an example leaves out because it is about something else. */
const AROUND = {
  version: 1,
  name: 'acme',
  accounts: { ci: '444455556666', dr: '222233334444' },
  repositoryPolicies: { 'org-pull': { access: { pull: ['o-abc1234567'] } } },
  lifecyclePolicies: { standard: [{ untagged: true, expireAfter: '7 days' }] },
  repositories: { 'payments/api': {}, 'sandbox/app': {} },
}
const POLICY = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 7 },
      action: { type: 'expire' },
    },
  ],
})
const FILES = { 'teams/a.yaml': 'repositories:\n  vendor/app: {}\n', 'policies/api.json': POLICY }

/** A workflow is no manifest; it has tests of its own. */
const isWorkflow = (text: string): boolean => /^# \.git/.test(text)

const EXAMPLES = BLOCKS.filter(({ language, text }) => language === 'yaml' && !isWorkflow(text)).map(
  ({ page, line, text }) => {
    const example: Readonly<Record<string, unknown>> = parse(text)
    const around = Object.entries(AROUND).filter(([key]) => !(key in example))
    const whole = 'version' in example ? text : `${stringify(Object.fromEntries(around))}${text}`
    return { page, line, keys: Object.keys(example).join(', '), text: whole }
  },
)

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
  text: ['docs/plan.md', 'docs/lifecycle.md'],
  hcl: ['docs/terraform.md'],
}

test.each(GUIDE)('%s has no code that nobody checks', page => {
  const checked = ['yaml', 'json', 'sh', 'console']
  const others = BLOCKS.filter(block => block.page === page && !checked.includes(block.language))
  expect(others.filter(({ language }) => !SHOWN[language]?.includes(page))).toEqual([])
})
