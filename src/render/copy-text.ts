import prettyBytes from 'pretty-bytes'
import { type EcrsyncError, wholeText } from '../errors.ts'
import { shortDigest } from '../names.ts'
import { counted, registryInWords } from '../words.ts'
import { fitted } from './page.ts'
import { outward, type Theme } from './theme.ts'

interface Image {
  readonly digest: string
  readonly tags: readonly string[]
  readonly bytes: number
}

/** An image, or a tag of it, that did not come over. */
interface Failure {
  readonly digest: string
  readonly tag?: string
  readonly error: Pick<EcrsyncError, 'message' | 'detail' | 'diagnostics'> & { readonly hint?: string | undefined }
}

/** How a copy of a repository ended. */
export interface Copied {
  readonly from: string
  readonly to: string
  /** The endpoint that was asked, where one is configured. */
  readonly endpoint?: string
  /** Of the registry that it was copied into; the account is empty where it could not be read. */
  readonly account: string
  readonly region: string
  readonly isDryRun: boolean
  readonly copied: number
  readonly tagged: number
  readonly isEqual: boolean
  readonly failures: readonly Failure[]
  readonly left: {
    readonly images: readonly Image[]
    readonly tags: readonly { readonly tag: string; readonly digest: string }[]
    readonly conflicts: readonly { readonly tag: string; readonly digest: string; readonly there: string }[]
    readonly archived: readonly Image[]
    readonly common: number
  }
}

const SHOWN = 10

/** What was copied, and what is left and why. */
export const renderCopy = outward((document: Copied, theme: Theme, width: number): string => {
  const { from, to, isDryRun, copied, tagged, isEqual, failures, left } = document
  const { images, tags, conflicts, archived, common } = left
  return [
    `${theme('strong', `${from} → ${to}`)} in ${registryInWords(document)}  ${counted(common, 'image')} there`,
    ...(isDryRun || copied + tagged === 0
      ? []
      : [`  copied ${counted(copied, 'image')}, put ${counted(tagged, 'tag')}`]),
    ...lackTexts({ images, tags }).map(text => `  ${text}`),
    ...listed(failures, one => `${theme('error', 'failed')}  ${failedOf(one)}: ${wholeText(one.error)}`),
    ...hintsOf(failures).map(hint => `  hint: ${hint}`),
    ...listed(archived, image => `${theme('warning', 'archived')}  ${nameOf(image)}: not copied`),
    ...listed(
      conflicts,
      one =>
        `${theme('error', 'conflict')}  ${one.tag} is on ${shortDigest(one.there)} in ${to} and on ${shortDigest(one.digest)} in ${from}: not moved`,
    ),
    ...(conflicts.length > 0
      ? [
          `  hint: ${from} lacks those images, the manifest declares those tags, or somebody moved them meanwhile. Remove the tags in one of the two, then copy again.`,
        ]
      : []),
    ...(archived.length > 0 ? ['  hint: restore or delete the archived images, then copy again.'] : []),
    isEqual ? theme('good', 'equal') : isDryRun ? 'not equal yet' : 'not equal: run it again, or see above',
    '',
  ]
    .flatMap(line => fitted(line, width))
    .join('\n')
})

/** How much there is to copy. */
export const lackTexts = ({ images, tags }: Pick<Copied['left'], 'images' | 'tags'>): readonly string[] => {
  const bytes = images.reduce((sum, image) => sum + image.bytes, 0)
  return [
    ...(images.length > 0
      ? [`${counted(images.length, 'image')} to copy, at most ${prettyBytes(bytes, { binary: true })}`]
      : []),
    ...(tags.length > 0 ? [`${counted(tags.length, 'tag')} to put`] : []),
  ]
}

function listed<T>(items: readonly T[], line: (item: T) => string): readonly string[] {
  const more = items.length - SHOWN
  return [...items.slice(0, SHOWN).map(item => `  ${line(item)}`), ...(more > 0 ? [`  … and ${more} more`] : [])]
}

const failedOf = ({ digest, tag }: Failure): string => [shortDigest(digest), tag].filter(Boolean).join(' ')

/** Each once, of those that are shown. */
const hintsOf = (failures: readonly Failure[]): readonly string[] => [
  ...new Set(failures.slice(0, SHOWN).flatMap(({ error }) => error.hint ?? [])),
]

const nameOf = ({ digest, tags }: Image): string => [shortDigest(digest), ...tags].join(' ')

/** As published in schemas/copy.schema.json. */
export const copyJson = (
  { from, to, account, region, endpoint, isDryRun, copied, tagged, isEqual, failures, left }: Copied,
  version: string,
) => ({
  formatVersion: 1,
  ecrsync: version,
  from,
  to,
  account,
  region,
  ...(endpoint !== undefined && { endpoint }),
  dryRun: isDryRun,
  equal: isEqual,
  copied,
  tagged,
  failures: failures.map(({ digest, tag, error }) => ({
    digest,
    ...(tag !== undefined && { tag }),
    diagnostics: error.diagnostics,
  })),
  left,
})
