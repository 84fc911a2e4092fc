import { grouped } from '../collate.ts'
import type { Change, Unread } from '../model.ts'
import { counted, registryInWords, someOf } from '../words.ts'
import { unmarked } from './cut.ts'
import { some } from './import-text.ts'
import { fitted } from './page.ts'
import { NAMED, repositoriesText } from './repositories.ts'
import { outward, type Theme } from './theme.ts'

/** A manifest that has taken on what is there. */
export interface UpdateDocument {
  readonly name: string
  readonly files: readonly string[]
  readonly targets: readonly {
    readonly name: string
    readonly account: string
    readonly region: string
    readonly endpoint?: string
  }[]
  readonly added: readonly { readonly name: string; readonly targets: readonly string[] }[]
  readonly set: readonly string[]
  readonly taken: readonly Change[]
  readonly differing: readonly Change[]
  readonly leftOut: readonly { readonly target?: string; readonly name: string; readonly reason: string }[]
  readonly unread: readonly (Unread & { readonly target: string })[]
}

/** What has come into the manifest, and where it is otherwise than what is there. */
export const renderUpdated = outward((document: UpdateDocument, theme: Theme, width: number): string => {
  const { files, added, set, taken, differing, leftOut, unread, targets } = document
  const isOfOne = targets.length === 1
  const placeOf = (address: string, names: readonly string[]) =>
    isOfOne ? address : `${address} in ${someOf(names, NAMED)}`
  const page = [
    theme('strong', headline(document)),
    ...some(
      added,
      one => `  ${theme('create', 'added')}     ${one.name}${isOfOne ? '' : ` in ${someOf(one.targets, 3)}`}`,
    ),
    ...some(settingsText(set), one => `  ${theme('create', 'added')}     ${one}`),
    ...some(newsIn(taken), one => `  ${theme('update', 'taken')}     ${newsText(one, placeOf)}`, LINES),
    ...some(
      newsIn(differing),
      one => `  ${theme('attention', 'differs')}   ${newsText(one, placeOf)}${sourceText(one)}`,
      LINES,
    ),
    ...some(leftOut, ({ name, reason }) => `  ${theme('faint', 'left out')}  ${name}: ${reason}`),
    ...some(unread, one => `  ${theme('warning', 'unread')}    ${placeOf(one.address, [one.target])}: ${one.message}`),
    ...(files.length > 0 ? [`Written: ${files.join(', ')}.`] : []),
  ]
    .flatMap(line => fitted(line, width, 4))
    .join('\n')
  return unmarked(page).text
})

/** Of news that nothing has in common so many are told, and all of them by --json. */
const LINES = 30

/** Changes of one kind, at the same paths, that the same place of the manifest asks for. */
interface News extends Pick<Change, 'kind' | 'address' | 'action' | 'paths' | 'source'> {
  readonly names: readonly string[]
  readonly targets: readonly string[]
}

function newsIn(changes: readonly Change[]): readonly News[] {
  const alike = grouped(changes, ({ kind, action, paths, source, repository, name }) =>
    JSON.stringify([kind, action, paths, source?.file, source?.line, repository === undefined ? name : true]),
  )
  return [...alike.values()].map(all => ({
    ...(all[0] as Change),
    names: [...new Set(all.map(({ name, repository = name }) => repository))],
    targets: [...new Set(all.map(({ target }) => target))],
  }))
}

function newsText(news: News, placeOf: (address: string, names: readonly string[]) => string): string {
  const { kind, address, names, targets } = news
  return names.length === 1
    ? `${placeOf(address, targets)}${pathsText(news)}`
    : `${placeOf(kind, targets)}${pathsText(news)}, ${repositoriesText(names, false)}`
}

/** A setting that came to several repositories is told once. */
function settingsText(set: readonly string[]): readonly string[] {
  const said = set.map(text => [text.slice(0, text.indexOf(': ')), text.slice(text.indexOf(': ') + 2)] as const)
  return [...grouped(said, ([, setting]) => setting)].map(([setting, all]) => {
    const names = all.map(([name]) => name)
    return names.length === 1 ? `${names[0]}: ${setting}` : `${setting}, ${repositoriesText(names, false)}`
  })
}

function headline({ name, added, set, taken, differing, targets }: UpdateDocument): string {
  const from = `${name} and ${someOf(targets.map(registryInWords), 3)}`
  const counts = [
    `${counted(added.length, 'repository', 'repositories')} and ${counted(set.length, 'setting')} added`,
    ...(taken.length > 0 ? [`${counted(taken.length, 'value')} taken`] : []),
    ...(differing.length > 0 ? [`${differing.length} ${differing.length === 1 ? 'differs' : 'differ'}`] : []),
  ]
  return `${from}: ${counts.join(', ')}.`
}

const pathsText = ({ paths, action }: Pick<Change, 'paths' | 'action'>): string => {
  if (action === 'create') return ' is not there'
  return paths.length === 0 ? '' : ` ${someOf(paths, 3)}`
}

const sourceText = ({ source }: Pick<Change, 'source'>): string => (source ? ` (${source.file}:${source.line})` : '')

const thing = ({ target, address, action, paths, source }: Change) => ({
  target,
  address,
  action,
  paths,
  ...(source && { source }),
})

export const updatedJson = (
  { name, files, targets, added, set, taken, differing, leftOut, unread }: UpdateDocument,
  ecrsync: string,
) => ({
  formatVersion: 1,
  ecrsync,
  manifest: { name },
  targets,
  files,
  added,
  set,
  taken: taken.map(thing),
  differing: differing.map(thing),
  leftOut,
  unread,
})
