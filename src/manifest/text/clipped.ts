/** A text of the manifest as a message quotes it. */
export const clipped = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text)
