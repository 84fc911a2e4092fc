/** What a page leaves out. It takes no room, and no text of a document has it: there it would be an escape. */
const MARK = '\u001f'
/** A space at which no line ends. */
const BOND = '\u00a0'

/** What a page without `--expand` has no room for. */
export const cut = (text: string): string => `${MARK}${text}`

/** Words that a line has together or not at all, such as a name and its number. */
export const bound = (text: string): string => text.replaceAll(' ', BOND)

/** The same where they have room. */
export const loose = (text: string): string => text.replaceAll(BOND, ' ')

/** `and 37 more` */
export const andMore = (count: number): string => cut(bound(`and ${count} more`))

/** The page for a reader, and whether something is left out of it. */
export const unmarked = (page: string) => ({
  text: loose(page.replaceAll(MARK, '')),
  isCut: page.includes(MARK),
})
