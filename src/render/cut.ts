/** Marks what a page leaves out. It takes no room, and no text of a document has it: there it would be an escape. */
const MARK = '\u2060'

/** What a page without `--expand` has no room for. */
export const cut = (text: string): string => `${MARK}${text}`

/** `and 37 more` */
export const andMore = (count: number): string => cut(`and ${count} more`)

/** The page for a reader, and whether something is left out of it. */
export const unmarked = (page: string) => ({ text: page.replaceAll(MARK, ''), isCut: page.includes(MARK) })
