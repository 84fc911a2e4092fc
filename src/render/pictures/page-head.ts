import { createHash } from 'node:crypto'
import { element } from './markup.ts'

/** What a page that stands by itself brings with it. */
interface PageHead {
  readonly title: string
  readonly style: string
  /** Left out: it has none. */
  readonly script?: string
}

/** Until its body: the page asks nothing of anybody, and obeys no style and no script but its own. */
export const pageHead = ({ title, style, script }: PageHead): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${hashOf(style)};${script === undefined ? '' : ` script-src ${hashOf(script)};`} base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
${element('title', {}, title).markup}
<style>${style}</style>
</head>`

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
