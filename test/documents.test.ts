import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { ecrsync } from './cli.ts'
import { folderWith } from './folder.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const PAGES = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'schemas/README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter(name => name.endsWith('.md'))
    .map(name => `docs/${name}`),
]

const withoutCode = (text: string): string => text.replaceAll(/^```[\s\S]*?^```/gm, '')

/** What GitHub makes of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

const anchorsIn = (path: string): readonly string[] =>
  [...withoutCode(read(path)).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading))

function brokenIn(page: string): readonly string[] {
  const links = [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  return links.filter(link => {
    if (/^https?:/.test(link)) return false
    const [file = '', anchor] = link.split('#')
    const path = file === '' ? page : relative(ROOT, join(ROOT, dirname(page), file))
    return !existsSync(join(ROOT, path)) || (anchor !== undefined && !anchorsIn(path).includes(anchor))
  })
}

test.each(PAGES)('every link of %s leads somewhere', page => {
  expect(brokenIn(page)).toEqual([])
})

test('every page of the documentation is named in the README', () => {
  const readme = read('README.md')
  const pages = PAGES.filter(page => page.startsWith('docs/'))
  expect(pages.filter(page => !readme.includes(`(${page}`))).toEqual([])
})

/** What an example leaves out because it is about something else. */
const AROUND = {
  version: 1,
  name: 'acme',
  accounts: { ci: '444455556666', dr: '222233334444' },
  repositoryPolicies: {
    'org-pull': { access: { pull: ['o-abc1234567'] } },
    'payments-pull': { access: { pull: ['444455556666'] } },
  },
  lifecyclePolicies: { standard: [{ untagged: true, expireAfter: '7 days' }] },
  repositories: { 'payments/api': {}, 'sandbox/app': {} },
}
const FILES = { 'teams/a.yaml': 'repositories:\n  vendor/app: {}\n' }

/** Every manifest that stands in the documentation, but for those with something left out (…). */
const EXAMPLES = PAGES.filter(page => page === 'README.md' || page.startsWith('docs/')).flatMap(page =>
  [...read(page).matchAll(/^```yaml\n([\s\S]*?)^```/gm)].flatMap(([, text = '']) => {
    const written = text.replaceAll(/#.*$/gm, '')
    const example: Readonly<Record<string, unknown>> = written.includes('…') ? { on: '…' } : parse(text)
    if ('on' in example) return []
    const around = Object.entries(AROUND).filter(([key]) => !(key in example))
    return [{ page, keys: Object.keys(example).join(', '), text: `${stringify(Object.fromEntries(around))}${text}` }]
  }),
)

describe('every example is a valid manifest', () => {
  test.each(EXAMPLES)('$page: $keys', async ({ text }) => {
    const cwd = await folderWith({ ...FILES, 'ecrsync.yaml': text })
    const { code, stderr } = await ecrsync(['validate', '--quiet'], { cwd, env: { ECRSYNC_VAR_STAGE: 'production' } })
    expect({ code, errors: stderr.split('\n').filter(line => line.includes(' error ')) }).toEqual({
      code: 0,
      errors: [],
    })
  })
})
