/** What is known only with a target stands in the text as `${{ … }}` until then, and is checked then. */
export const hasPlaceholder = (value: unknown): boolean => typeof value === 'string' && value.includes('${{')
