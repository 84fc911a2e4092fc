import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import picomatch from 'picomatch'
import { describe, expect, test } from 'vitest'
import { GUIDE, PAGES, ROOT, read, withoutCode } from './pages.ts'

/** What GitHub makes of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')

const anchorsIn = (path: string): readonly string[] =>
  [...withoutCode(read(path)).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading))

const linksIn = (page: string): readonly string[] =>
  [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)

const isOutside = (link: string): boolean => /^https?:/.test(link)

/** The file that a link leads to, from the root, and the place in it. */
function ended(page: string, link: string): { readonly path: string; readonly anchor?: string | undefined } {
  const [file = '', anchor] = link.split('#')
  return { path: file === '' ? page : relative(ROOT, join(ROOT, dirname(page), file)), anchor }
}

function isBroken(page: string, link: string): boolean {
  const { path, anchor } = ended(page, link)
  return !existsSync(join(ROOT, path)) || (anchor !== undefined && !anchorsIn(path).includes(anchor))
}

test.each(PAGES)('every link of %s leads somewhere', page => {
  expect(linksIn(page).filter(link => !isOutside(link) && isBroken(page, link))).toEqual([])
})

describe('in the package', () => {
  const { files } = JSON.parse(read('package.json'))
  const isIn = picomatch(['README.md', 'LICENSE', ...files, ...files.map((name: string) => `${name}/**`)])
  const ofDevelopers = ['ARCHITECTURE.md', 'CONTRIBUTING.md']

  test.each(PAGES.filter(page => isIn(page)))('every link of %s leads to what is there, too', page => {
    const ends = linksIn(page).flatMap(link => (isOutside(link) ? [] : [ended(page, link).path]))
    expect(ends.filter(path => !isIn(path) && !ofDevelopers.includes(path))).toEqual([])
  })
})

test.each(PAGES)('no two headings of %s have one anchor that a link needs', page => {
  const anchors = anchorsIn(page)
  const twice = anchors.filter((anchor, index) => anchors.indexOf(anchor) !== index)
  const wanted = PAGES.flatMap(from =>
    linksIn(from)
      .filter(link => !isOutside(link))
      .map(link => ended(from, link)),
  )
  expect(wanted.filter(({ path, anchor }) => path === page && twice.includes(anchor ?? ''))).toEqual([])
})

describe('the README', () => {
  test('is read in one sitting', () => {
    expect(Buffer.byteLength(read('README.md'))).toBeLessThan(12_288)
  })

  test('leads to every page of the documentation', () => {
    const readme = read('README.md')
    expect(GUIDE.filter(page => page.startsWith('docs/') && !readme.includes(`(${page}`))).toEqual([])
  })

  test('has a picture of what it is, and says what it shows', () => {
    expect(read('README.md')).toMatch(/!\[[^\]]{20,}\]\(docs\/plan\.svg\)/)
  })
})

describe('what the pages name', () => {
  const { scripts, version } = JSON.parse(read('package.json')) as {
    readonly scripts: Readonly<Record<string, string>>
    readonly version: string
  }

  test.each(PAGES)('every script of npm that %s names is there', page => {
    const named = [...read(page).matchAll(/\bnpm run ([a-z:]+)/g)].map(([, script = '']) => script)
    expect(named.filter(script => !(script in scripts))).toEqual([])
  })

  test.each(GUIDE)('%s names this version, and nobody who publishes it', page => {
    const text = read(page)
    expect([...text.matchAll(/ecrsync[-:](\d+\.\d+\.\d+)/g)].filter(([, named]) => named !== version)).toEqual([])
    expect(text.match(/(?:github\.com|ghcr\.io)\/(?!OWNER\/|acme\/)[\w-]+\/ecrsync/g)).toBeNull()
  })
})
