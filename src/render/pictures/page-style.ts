import { INKS, inBothModes, PICTURE_STYLE } from './palette.ts'

const variables = inBothModes(
  palette =>
    `:root{${Object.entries(palette)
      .map(([name, colour]) => `--${name}:${colour}`)
      .join(';')}}`,
)

/** Everything that the page looks like: nothing is asked of any other place. */
export const PAGE_STYLE = `${variables}${PICTURE_STYLE}
:root{color-scheme:light dark;background:var(--page);color:var(--ink);font:15px/1.5 ui-sans-serif,system-ui,-apple-system,"Segoe UI",sans-serif;font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%}
*{box-sizing:border-box}
body{margin:0 auto;max-width:64rem;padding:2rem 1.5rem 4rem;overflow-wrap:anywhere}
${INKS.map(name => `.${name}{color:var(--${name})}`).join('')}
h1,h2,h3{line-height:1.25;margin:0}
h1{font-size:1.9rem;letter-spacing:-.015em}
h2{font-size:1.3rem}
h3{font-size:1.15rem}
p{margin:.5rem 0}
a{color:var(--link);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--link);outline-offset:3px;border-radius:3px}
.skip{position:absolute;left:1rem;top:-5rem;background:var(--page);padding:.5rem 1rem;z-index:1}
.skip:focus{top:.5rem}
.over{margin:0 0 .15rem;font-weight:600;font-size:.85rem;letter-spacing:.04em;text-transform:uppercase}
dl{display:flex;flex-wrap:wrap;gap:.75rem 2.25rem;margin:1rem 0 0}
dt{font-size:.8rem;color:var(--faint)}
dd{margin:0;font-weight:500}
code{font:.88em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:nowrap}
p code{white-space:normal}
.icon{width:.85em;height:.85em;margin-right:.45em;vertical-align:-.06em;flex:none}
.tiles{display:grid;grid-template-columns:repeat(3,1fr);gap:1rem;list-style:none;margin:2rem 0 1.25rem;padding:0}
.tiles li{background:var(--panel);border:1px solid var(--line);border-radius:10px;padding:1rem 1.15rem}
.tiles b{display:flex;align-items:center;font-size:1.9rem;line-height:1.2;font-weight:650;letter-spacing:-.02em}
.tiles b .icon{width:.7em;height:.7em;margin-right:.4em}
.tiles span{display:block;color:var(--ink)}
.tiles .bytes{color:var(--faint)}
.notice{border:1px solid var(--line);border-left:4px solid var(--expire);border-radius:6px;padding:.6rem 1rem;margin:1rem 0}
section{margin-top:2.75rem}
.repository{border-top:1px solid var(--line);padding-top:1.75rem}
.repository>h2,.repository>h3{overflow-wrap:anywhere}
.where{margin:.1rem 0 0;color:var(--faint)}
svg.timeline{display:block;width:100%;height:auto;margin:1rem 0}
svg.narrow{display:none}
table{border-collapse:collapse;width:100%;margin:1rem 0}
caption{text-align:left;font-weight:600;padding-bottom:.35rem}
th,td{text-align:left;vertical-align:top;padding:.4rem 1.1rem .4rem 0;border-bottom:1px solid var(--line)}
thead th,tbody th[scope=rowgroup]{font-size:.82rem;font-weight:500;color:var(--faint)}
tbody th{font-weight:500}
.sums{table-layout:fixed}
.sums thead th:first-child{width:40%}
.sums tr>:last-child,.images tr>:last-child{padding-right:0}
.tags{min-width:9rem}
.number{text-align:right;white-space:nowrap}
.time,.fate{white-space:nowrap}
.known{font-weight:700}
details{margin:1rem 0}
summary{cursor:pointer;font-weight:600;width:fit-content}
ol.rules{margin:1rem 0;padding:0;list-style:none}
ol.rules li{display:grid;grid-template-columns:1.9rem 1fr;margin:.35rem 0}
ol.rules b{color:var(--faint);font-weight:600}
ol.rules p{margin:0;color:var(--faint)}
@media (max-width:56rem){svg.wide{display:none}svg.narrow{display:block;max-width:32rem}
table{display:block}tbody,caption{display:block}thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{display:flex;flex-wrap:wrap;gap:.1rem .9rem;padding:.6rem 0;border-bottom:1px solid var(--line)}td,th{display:block;border:0;padding:0}td:empty{display:none}
.fate{flex:0 0 7.5rem}.tags{flex:1 1 50%}tbody th{flex:0 0 100%}[data-of],.because{font-size:.88rem;color:var(--faint)}[data-of]::before{content:attr(data-of) " "}}
@media (max-width:44rem){body{padding:1.25rem 1rem 3rem}h1{font-size:1.5rem}.tiles{gap:.5rem}.tiles li{padding:.65rem .7rem;font-size:.85rem}.tiles b{font-size:1.35rem}}
@media print{.skip{display:none}}`
