/**
 * What the published schema says beside the one that manifests are checked with. Checks of ours have messages of their own,
 * made for the mistake; an editor has patterns, and shows `errorMessage` where one does not fit.
 */
export interface ForEditors {
  /** Under `editor` in a schema: laid over it when it is published. A variable fits each pattern, too. */
  readonly editor: Readonly<Record<string, unknown>>
}

/** Texts of a form; `message` says what to type. */
export const fits = (pattern: RegExp, message: string): ForEditors => ({
  editor: { pattern: pattern.source, errorMessage: message },
})

/** Words of a fixed set, which a check of ours knows. */
export const isOneOf = (words: readonly string[]): ForEditors =>
  fits(new RegExp(`^(?:${words.join('|')})$`), `Write ${words.join(' or ')}`)

/** Keys of a form. */
export const keysFit = (pattern: RegExp, message: string): ForEditors => ({
  editor: { propertyNames: keys(pattern, message) },
})

const keys = (pattern: RegExp, message: string) => ({ type: 'string', doNotSuggest: true, ...fits(pattern, message) })

/**
 * What an editor offers to insert: several, under `editor` as `snippets`, while a map is empty. Strings in the body are written as
 * they are, so they have their own quotes.
 */
export interface Snippet {
  readonly label: string
  readonly description: string
  readonly body: Readonly<Record<string, unknown>>
}

/** Under `editor`: what is offered in a map, and with its key. */
export const inMap = (label: string, description: string, body: Snippet['body']) => ({
  defaultSnippets: [{ label, description, body }],
})

/** Keys of which each is alone, or stands with those of its own list. */
export interface OnlyOne {
  readonly keys: readonly (string | readonly string[])[]
  readonly message: string
}
