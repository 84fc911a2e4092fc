/** What variables look like elsewhere: `${env.X}`, `{{ env.X }}`, `$(env.X)`, `$env.X`. A manifest takes none of them for plain text. */
export const MISSPELT =
  /(?:\$\{|(?<!\$)\{\{|\$\(|\$)\s*((?:env|accounts|target|repository|vars)\.[\w-]+)\s*(?:\}\}?|\))?/

/** What is known only with a target stands in the text as `${{ … }}` until then, and is checked then. */
export const hasPlaceholder = (value: unknown): boolean => typeof value === 'string' && value.includes('${{')
