import type { Plan } from '../model.ts'
import { counted } from '../words.ts'
import { fitted } from './page.ts'
import { outward, type Theme } from './theme.ts'

/** A manifest that was made of the file of another tool. */
export interface ImportFileDocument {
  readonly name: string
  readonly source: string
  readonly files: readonly { readonly path: string; readonly text: string }[]
  readonly repositories: number
  readonly targets: readonly {
    readonly target?: string
    readonly account?: string
    readonly region?: string
  }[]
  readonly leftOut: readonly { readonly target?: string; readonly name: string; readonly reason: string }[]
  /** What the manifest would change of what is there; left out: nobody has asked. */
  readonly plan?: Plan
}

/** What was made of it, and everything that it has and the manifest has not. */
export const renderImportedFile = outward(
  (
    { source, files, repositories, leftOut, plan }: ImportFileDocument,
    where: string | undefined,
    theme: Theme,
    width: number,
  ) =>
    [
      `${theme('strong', counted(repositories, 'repository', 'repositories'))} of ${source}${where === undefined ? '' : ` → ${files.map(({ path }) => path).join(', ')} in ${where}`}`,
      ...leftOut.map(({ name, reason }) => `  ${theme('faint', 'left out')}  ${name}: ${reason}`),
      plan === undefined ? NOT_VERIFIED : verifiedText(plan),
    ]
      .flatMap(line => fitted(line, width, 4))
      .join('\n'),
)

const NOT_VERIFIED = 'Nobody was asked what is there: ecrsync plan tells what of it differs, or --verify does at once.'

const verifiedText = ({ changes }: Plan): string =>
  changes.length === 0
    ? 'Planned against what is there, it changes nothing.'
    : `Planned against what is there, it would make ${counted(changes.length, 'change')}: what was made since, or by somebody else.`

export const importedFileJson = ({ name, ...document }: ImportFileDocument, ecrsync: string) => ({
  formatVersion: 1,
  ecrsync,
  manifest: { name },
  ...document,
})
