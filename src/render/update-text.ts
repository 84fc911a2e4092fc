import type { Change, Unread } from '../model.ts'
import { counted, registryInWords, someOf } from '../words.ts'
import { fitted } from './page.ts'
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
  const placeOf = ({ target, address }: Pick<Change, 'target' | 'address'>) =>
    isOfOne ? address : `${address} in ${target}`
  return [
    theme('strong', headline(document)),
    ...added.map(
      one => `  ${theme('create', 'added')}     ${one.name}${isOfOne ? '' : ` in ${someOf(one.targets, 3)}`}`,
    ),
    ...set.map(one => `  ${theme('create', 'added')}     ${one}`),
    ...taken.map(one => `  ${theme('update', 'taken')}     ${placeOf(one)}${pathsText(one)}`),
    ...differing.map(one => `  ${theme('attention', 'differs')}   ${placeOf(one)}${pathsText(one)}${sourceText(one)}`),
    ...leftOut.map(({ name, reason }) => `  ${theme('faint', 'left out')}  ${name}: ${reason}`),
    ...unread.map(one => `  ${theme('warning', 'unread')}    ${placeOf(one)}: ${one.message}`),
    ...(files.length > 0 ? [`Written: ${files.join(', ')}.`] : []),
  ]
    .flatMap(line => fitted(line, width, 4))
    .join('\n')
})

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
