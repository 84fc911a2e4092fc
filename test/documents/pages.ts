import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

/** What a user reads; the pages of developers are beside it. */
export const GUIDE = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter(name => name.endsWith('.md'))
    .map(name => `docs/${name}`),
]
export const PAGES = [
  ...GUIDE,
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'schemas/README.md',
  'examples/kubernetes/README.md',
  'src/emulator/README.md',
]

export const withoutCode = (text: string): string => text.replaceAll(/^```[\s\S]*?^```/gm, '')

/** A piece of code in a page. */
export interface Block {
  readonly page: string
  /** The heading that it stands below. */
  readonly heading: string
  readonly line: number
  readonly language: string
  readonly text: string
}

const FENCE = /^```(\S*)\n([\s\S]*?)^```$/gm

export function blocksOf(page: string): readonly Block[] {
  const text = read(page)
  return [...text.matchAll(FENCE)].map(({ 1: language = '', 2: code = '', index }) => {
    const before = withoutCode(text.slice(0, index))
    const heading = [...before.matchAll(/^#+ (.*)$/gm)].at(-1)?.[1] ?? ''
    return { page, heading, line: text.slice(0, index).split('\n').length + 1, language, text: code }
  })
}

export const BLOCKS: readonly Block[] = GUIDE.flatMap(blocksOf)
