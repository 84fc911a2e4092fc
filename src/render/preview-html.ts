import prettyBytes from 'pretty-bytes'
import { placeText } from '../words.ts'
import { HEADINGS, minute, type PolicyPreview, type Previewed, titleOf, whyOf } from './preview.ts'
import { escaped, repositorySvg } from './preview-svg.ts'
import { outward } from './theme.ts'

const STYLE = `body { font: 15px/1.5 ui-sans-serif, system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #212121 }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums } th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #e0e0e0; vertical-align: top }
code { font-size: .85em; overflow-wrap: anywhere } .expire { color: #c62828 } .archive { color: #b26a00 } .keep { color: #2e7d32 } svg { max-width: 100%; height: auto } summary { cursor: pointer }`

/** A page that stands by itself: pictures, and the tables behind them. */
export const previewHtml = outward((previewed: Previewed, now: string): string => {
  const { endpoint, previews, missing, unread } = previewed
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Lifecycle preview</title>
<style>${STYLE}</style>
<h1>What lifecycle policies would do</h1>
<p>As of ${escaped(minute(now))} UTC${escaped(placeText(endpoint))}. Pull and push times are ECR's own.</p>
${previews.map(preview => sectionOf(preview, now)).join('\n')}
${missing.map(one => `<p><strong>${escaped(titleOf(one))}</strong>: ${escaped(one.reason)}</p>`).join('\n')}
${unread.map(({ target, message }) => `<p><strong>target ${escaped(target)}</strong>: ${escaped(message)}</p>`).join('\n')}
</html>
`
})

function sectionOf(preview: PolicyPreview, now: string): string {
  const { rules, images, differences } = preview
  const gone = images.filter(({ fate }) => fate !== 'keep')
  return `<section>
<h2>${escaped(titleOf(preview))}</h2>
${repositorySvg(preview, now)}
<ol>${rules.map(rule => `<li>${escaped(rule)}</li>`).join('')}</ol>
${differences.map(text => `<p>ECR differs: ${escaped(text)}</p>`).join('\n')}
${gone.length > 0 ? tableOf(preview, gone) : '<p>Nothing goes.</p>'}
<details><summary>${images.length - gone.length} images stay</summary>${tableOf(
    preview,
    images.filter(({ fate }) => fate === 'keep'),
  )}</details>
</section>`
}

const HEADER = HEADINGS.map(cell => `<th>${cell}</th>`).join('')

const tableOf = ({ policy }: PolicyPreview, images: PolicyPreview['images']): string =>
  `<table><thead><tr>${HEADER}</tr></thead><tbody>${images.map(image => rowOf(image, policy)).join('')}</tbody></table>`

function rowOf(image: PolicyPreview['images'][number], policy: PolicyPreview['policy']): string {
  const { fate, tags, digest, pushedAt, lastRecordedPullTime, bytes } = image
  const cells = [
    `<span class="${fate}">${fate}</span>`,
    escaped(tags.join(' ') || '–'),
    `<code>${escaped(digest)}</code>`,
    escaped(minute(pushedAt)),
    lastRecordedPullTime === undefined ? 'never' : escaped(minute(lastRecordedPullTime)),
    escaped(prettyBytes(bytes, { binary: true })),
    escaped(whyOf(image, policy)),
  ]
  return `<tr>${cells.map(cell => `<td>${cell}</td>`).join('')}</tr>`
}
