import { shortDigest } from '../names.ts'
import { EMBEDDED, registryText } from '../words.ts'
import { element, lines, type Markup } from './pictures/markup.ts'
import { pageHead } from './pictures/page-head.ts'
import { PAGE_STYLE } from './pictures/page-style.ts'
import { repositorySection } from './pictures/repository.ts'
import { summaryOf } from './pictures/summary.ts'
import type { Previewed } from './preview.ts'
import { type Group, groupsOf, idOf, minute, NO_POLICY, NO_POLICY_HINT } from './preview-words.ts'
import { outward } from './theme.ts'

/** A page that stands by itself: what it comes to, then a picture of each repository and the images behind it. */
export const previewHtml = outward((previewed: Previewed, now: string, expand?: boolean): string => {
  const { manifest, previews, missing, unread } = previewed
  const isEmpty = previews.length + missing.length + unread.length === 0
  const groups = groupsOf(previewed)
  const parts = groups.flatMap(group =>
    partsOf(group, { now, expand: expand === true, isOneOfSeveral: groups.length > 1 }),
  )
  return `${pageHead({ title: `Lifecycle preview: ${manifest.name}`, style: PAGE_STYLE })}
<body>
${lines(element('a', { class: 'skip', href: '#Repositories' }, 'Skip to the repositories'), headOf(previewed, now)).markup}
<main>
${lines(...summaryOf(previewed), ...(isEmpty ? [element('p', {}, NO_POLICY), element('p', {}, NO_POLICY_HINT)] : [])).markup}
<div id="Repositories" tabindex="-1">
${lines(...parts, ...unread.map(({ target, message }) => failedSection('h2', `target ${target}`, message))).markup}
</div>
</main>
</body>
</html>
`
})

function headOf({ manifest, targets }: Previewed, now: string): Markup {
  const [target, second] = targets
  const facts = [
    ...(target !== undefined && second === undefined ? placeOf(target) : []),
    ...(second === undefined ? [] : [['targets', targets.map(({ name }) => name).join(', ')] as const]),
    ['its digest', element('code', { title: manifest.digest }, shortDigest(manifest.digest))] as const,
    ['as of', `${minute(now)} UTC`] as const,
  ]
  return element(
    'header',
    {},
    element('p', { class: 'over faint' }, 'Lifecycle preview of the manifest'),
    element('h1', {}, manifest.name),
    element(
      'dl',
      {},
      facts.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
    ),
  )
}

const placeOf = ({
  account,
  region,
  endpoint,
}: Previewed['targets'][number]): readonly (readonly [string, string])[] => [
  ...(account === '' ? [] : [['account', account] as const]),
  ['region', region],
  ...(endpoint === undefined ? [] : [['endpoint', endpoint === EMBEDDED ? 'the embedded ECR' : endpoint] as const]),
]

interface Around {
  readonly now: string
  readonly expand: boolean
  readonly isOneOfSeveral: boolean
}

function partsOf({ target, previews, missing }: Group, { now, expand, isOneOfSeveral }: Around): readonly Markup[] {
  const heading = isOneOfSeveral ? 'h3' : 'h2'
  const sections = [
    ...previews.map(preview => repositorySection(preview, { now, expand, heading })),
    ...missing.map(one => failedSection(heading, one.repository, one.reason, idOf(one))),
  ]
  if (!isOneOfSeveral || target === undefined) return sections
  const id = encodeURI(`target:${target.name}`)
  const head = lines(element('h2', { id }, target.name), element('p', { class: 'where' }, registryText(target)))
  return [element('section', { 'aria-labelledby': id }, lines(head, ...sections))]
}

function failedSection(heading: 'h2' | 'h3', name: string, reason: string, id?: string): Markup {
  const notice = element('p', { class: 'notice' }, `Not looked at: ${reason}`)
  return element('section', { class: 'repository' }, element(heading, { id }, name), notice)
}
