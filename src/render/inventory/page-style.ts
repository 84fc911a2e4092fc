import { PAGE_STYLE } from '../pictures/page-style.ts'
import { inBothModes } from '../pictures/palette.ts'

/** Beside what pages of previews look like: a table that is wider than the text, and bars. */
export const INVENTORY_STYLE = `${PAGE_STYLE}
body{max-width:90rem}
#Tools{display:flex;gap:1rem;align-items:baseline;margin:1.5rem 0 .5rem}
#Tools[hidden]{display:none}
#Filter{font:inherit;color:inherit;background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.35rem .6rem;width:min(26rem,100%)}
th button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer;text-align:inherit}
th[aria-sort=ascending] button::after{content:" \\2191" / ""}
th[aria-sort=descending] button::after{content:" \\2193" / ""}
tr[hidden]{display:none}
.bar{display:block;width:8rem;height:.5rem;margin:.3rem 0 0 auto}
${inBothModes(({ link, line }) => `.bar .track{fill:${line}}.bar .share{fill:${link}}`)}
@media (max-width:56rem){.inventory thead{position:static;width:auto;height:auto;clip-path:none}.inventory thead tr{gap:.5rem 1rem}}`
