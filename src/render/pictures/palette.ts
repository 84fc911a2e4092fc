/** The colours of a picture and of a page, once for each mode. Every ink can be read on both grounds (WCAG 2.2, 1.4.3). */
export interface Palette {
  readonly page: string
  readonly panel: string
  readonly line: string
  readonly ink: string
  readonly faint: string
  readonly link: string
  readonly keep: string
  readonly expire: string
  readonly archive: string
}

export const GROUNDS = ['page', 'panel'] as const satisfies readonly (keyof Palette)[]
export const INKS = ['ink', 'faint', 'link', 'keep', 'expire', 'archive'] as const satisfies readonly (keyof Palette)[]

export const LIGHT: Palette = {
  page: '#ffffff',
  panel: '#f6f8fa',
  line: '#d1d9e0',
  ink: '#1f2328',
  faint: '#59636e',
  link: '#0757ba',
  keep: '#1a7f37',
  expire: '#c21c2b',
  archive: '#8a5d00',
}

export const DARK: Palette = {
  page: '#0d1117',
  panel: '#161b22',
  line: '#3d444d',
  ink: '#f0f6fc',
  faint: '#9da7b3',
  link: '#6cb6ff',
  keep: '#4ac26b',
  expire: '#ff8182',
  archive: '#e0b040',
}

/** A style in both modes. */
export const inBothModes = (style: (palette: Palette) => string): string =>
  `${style(LIGHT)}@media (prefers-color-scheme:dark){${style(DARK)}}`

const filled = (palette: Palette, names: readonly (keyof Palette)[]): string =>
  names.map(name => `.${name}{fill:${palette[name]}}`).join('')

/** Of a picture, by class: it stands in a file of its own, too, where nothing else gives it a style. */
export const PICTURE_STYLE = `${inBothModes(palette => `${filled(palette, [...GROUNDS, ...INKS])}.line{stroke:${palette.line}}`)}text{font-family:ui-sans-serif,system-ui,-apple-system,"Segoe UI",sans-serif;font-variant-numeric:tabular-nums}`
