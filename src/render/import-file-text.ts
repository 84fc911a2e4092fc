import type { Plan } from '../model.ts'
import { counted } from '../words.ts'
import { type ImportDocument, importedJson } from './import-text.ts'
import { fitted } from './page.ts'
import { outward, type Theme } from './theme.ts'

/** A manifest that was made of the file of another tool. */
export interface ImportFileDocument extends Omit<ImportDocument, 'leftToGlobs' | 'unread'> {
  /** The file, as its reader types it. */
  readonly source: string
  /** What the manifest would change of what is there; left out: nobody has asked. */
  readonly plan?: Plan
}

/** What was written where, and everything of ECR that the file has and the manifest has not. */
export const renderImportedFile = outward(
  (document: ImportFileDocument, where: string | undefined, theme: Theme, width: number): string => {
    const { source, files, repositories, leftOut, plan } = document
    const written = files.map(({ path, lines }) => `${path} (${counted(lines, 'line')})`).join(', ')
    return [
      `${theme('strong', counted(repositories, 'repository', 'repositories'))} of ${source}${where === undefined ? '' : ` → ${written} in ${where}`}`,
      ...leftOut.map(({ name, reason }) => `  ${theme('faint', 'left out')}  ${name}: ${reason}`),
      plan === undefined ? NOT_VERIFIED : verifiedText(plan),
    ]
      .flatMap(line => fitted(line, width, 4))
      .join('\n')
  },
)

const NOT_VERIFIED = 'Nobody was asked what is there. Next: ecrsync plan, which tells what of it differs.'

const verifiedText = ({ changes }: Plan): string =>
  changes.length === 0
    ? 'Planned against what is there, it changes nothing.'
    : `Planned against what is there, it would make ${counted(changes.length, 'change')}: the file does not know of it.`

export const importedFileJson = ({ source, plan, ...document }: ImportFileDocument, ecrsync: string): object => ({
  ...importedJson({ ...document, leftToGlobs: [], unread: [] }, ecrsync),
  source,
  ...(plan && { changes: plan.changes.length }),
})
