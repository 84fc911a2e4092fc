import type { Unread } from '../model.ts'
import { counted, registryInWords } from '../words.ts'
import { fitted } from './page.ts'
import { outward, type Theme } from './theme.ts'

/** What is there and does not stand in the manifest. */
interface Left {
  readonly target?: string
  readonly name: string
  readonly reason: string
}

interface Globbed {
  readonly target?: string
  readonly match: string
  readonly reason: string
  readonly count: number
}

interface WrittenFile {
  readonly path: string
  readonly text: string
  /** Of its text. */
  readonly lines: number
}

/** A manifest that was made of what is there. */
export interface ImportDocument {
  readonly name: string
  readonly files: readonly WrittenFile[]
  readonly repositories: number
  readonly targets: readonly {
    readonly name: string
    readonly account: string
    readonly region: string
    readonly endpoint?: string
  }[]
  readonly leftOut: readonly Left[]
  readonly leftToGlobs: readonly Globbed[]
  readonly unread: readonly (Unread & { readonly target: string })[]
}

const SHOWN = 10

/** What was written where, and what of the registry is not in it. */
export const renderImported = outward(
  (document: ImportDocument, where: string | undefined, theme: Theme, width: number): string => {
    const { repositories, targets, files, leftOut, leftToGlobs, unread } = document
    const from = targets.map(registryInWords)
    return [
      `${theme('strong', counted(repositories, 'repository', 'repositories'))} of ${shown(from, 3)}${where === undefined ? '' : ` → ${files.map(({ path, lines }) => `${path} (${counted(lines, 'line')})`).join(', ')} in ${where}`}`,
      ...some(leftOut, one => `  ${theme('faint', 'left out')}  ${one.name}: ${one.reason}`),
      ...some(
        leftToGlobs.filter(({ count }) => count > 0),
        ({ match, reason, count }) =>
          `  ${theme('faint', 'left out')}  ${counted(count, 'repository', 'repositories')} of ${match}, which ${reason} makes`,
      ),
      ...some(
        unread,
        one =>
          `  ${theme('warning', 'unread')}  ${one.address}${one.field === undefined ? '' : ` ${one.field}`}: ${one.message}`,
      ),
      'Planned against what was read, it changes nothing.',
      ...(where === undefined ? [] : ['Next: ecrsync validate, which tells what could be better, and ecrsync plan.']),
    ]
      .flatMap(line => fitted(line, width, 4))
      .join('\n')
  },
)

const shown = (all: readonly string[], most: number): string =>
  all.length <= most ? all.join(', ') : `${all.slice(0, most).join(', ')} and ${all.length - most} more`

/** The first of them, and how many there are beside. */
export function some<T>(all: readonly T[], line: (one: T) => string, most = SHOWN): readonly string[] {
  const more = all.length - most
  return [...all.slice(0, most).map(line), ...(more > 0 ? [`  and ${more} more`] : [])]
}

export const importedJson = (
  { name, files, repositories, targets, leftOut, leftToGlobs, unread }: ImportDocument,
  ecrsync: string,
) => ({ formatVersion: 1, ecrsync, manifest: { name }, targets, repositories, files, leftOut, leftToGlobs, unread })
