/** A piece of HTML or SVG; whatever is a text becomes one here, and by nothing else. */
export interface Markup {
  readonly markup: string
}

export type Child = string | Markup | readonly Child[] | undefined

export type Attributes = Readonly<Record<string, string | number | undefined>>

/** What a registry or a manifest says is text, in XML and in HTML alike. */
const escaped = (text: string): string =>
  text
    .replaceAll(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

/** An element with its end, in which texts are only read. An attribute that is left out is not written. */
export function element(name: string, attributes: Attributes, ...children: readonly Child[]): Markup {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escaped(String(value))}"`],
  )
  return { markup: `<${name}${written.join('')}>${children.map(textOf).join('')}</${name}>` }
}

/** Pieces behind each other, each in a line of its own. */
export const lines = (...children: readonly Child[]): Markup => ({
  markup: children.map(textOf).filter(Boolean).join('\n'),
})

function textOf(child: Child): string {
  if (child === undefined) return ''
  if (typeof child === 'string') return escaped(child)
  return 'markup' in child ? child.markup : child.map(textOf).join('')
}
