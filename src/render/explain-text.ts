import { Document, stringify, visit } from 'yaml'
import { grouped, orderedJson } from '../collate.ts'
import type { ExplainedField, ExplainedLive, ExplainedStep, Explanation } from '../model.ts'
import { someOf } from '../words.ts'
import { hanging, labelled } from './page.ts'
import { outward, pad, type Theme } from './theme.ts'

/** What a manifest says of one thing, in all chosen targets. */
export interface ExplainDocument {
  readonly manifest: string
  readonly explanations: readonly Explanation[]
  readonly unread: readonly { readonly target: string; readonly code: string; readonly message: string }[]
}

interface Paper {
  readonly theme: Theme
  readonly width: number
}

/** Each value below its setting with the places that it came through; targets of which the same is to be said stand together. */
export const renderExplained = outward(({ explanations, unread }: ExplainDocument, paper: Paper): string => {
  const alike = [
    ...grouped(explanations, ({ target: _, account: _a, region: _r, ...said }) => orderedJson(said)).values(),
  ]
  const isOne = new Set(explanations.map(({ target }) => target)).size === 1
  return [
    ...alike.map(group => groupLines(group, isOne, paper).join('\n')),
    ...unread.map(({ target, message }) =>
      labelled(`${paper.theme('unread', '?')} target ${target}: `, message, paper.width).join('\n'),
    ),
  ].join('\n\n')
})

function groupLines(group: readonly Explanation[], isOne: boolean, paper: Paper): readonly string[] {
  const [first] = group as readonly [Explanation]
  const targets = isOne
    ? ''
    : ` in ${someOf(
        group.map(({ target }) => target),
        5,
      )}`
  const head = `${paper.theme('strong', first.repository ?? 'registry')}${targets}: ${standingOf(first)}`
  const place = Math.max(...first.fields.flatMap(({ chain }) => chain.map(step => placeOf(step).length)), LEAST)
  return [
    ...hanging('', head, paper.width),
    ...(first.fields.length === 0 && first.standing !== 'silent' ? ['', '  It says no setting of its own.'] : []),
    ...first.fields.flatMap(field => ['', ...fieldLines(field, place, paper)]),
  ]
}

/** `ecrsync.yaml:12`, and what is live below it. */
const LEAST = 'ecrsync.yaml:1'.length

function standingOf({ standing, source, exists }: Explanation): string {
  const at = source === undefined ? '' : ` at ${source.file}:${source.line}`
  const there = exists === undefined ? '' : exists ? '; it is there' : '; it is not there'
  return `${STANDINGS[standing]}${at}${there}`
}

const STANDINGS: Readonly<Record<Explanation['standing'], string>> = {
  declared: 'declared',
  discovered: 'not declared, and where it exists, an entry of discovered is for it: the last one',
  removed: 'must not exist, by the tombstone',
  released: 'let go',
  registry: 'what the manifest says of its settings',
  silent: 'the manifest says nothing of it',
}

function fieldLines({ field, value, chain, live }: ExplainedField, place: number, { theme, width }: Paper) {
  const said = value === undefined ? undefined : textOf(value)
  const isLeft = chain.length > 0 ? 'left to others' : 'not said, so it stays as it is'
  const [label, text] = [`${theme('strong', field)}: `, said ?? theme('faint', isLeft)]
  const line = (begin: string, words: string) => labelled(`    ${pad(begin, place + 2)}`, words, width)
  return [
    ...labelled(`  ${label}`, text, width),
    ...chain.flatMap(step => line(placeOf(step), stepText(step, said))),
    ...(live === undefined ? [] : line('live', liveText(live, said, theme))),
  ]
}

const placeOf = ({ source: { file, line } }: ExplainedStep): string => `${file}:${line}`

/** What is written there is said where it is not the value itself. */
function stepText(step: ExplainedStep, said: string | undefined): string {
  const text = step.value === undefined ? said : textOf(step.value)
  return text === said ? whereOf(step) : `${whereOf(step)}: ${text}`
}

function whereOf({ section, match, named, readsFile, variable }: ExplainedStep): string {
  const of = match === undefined ? section : `${section} for ${match.join(', ')}`
  const what = named !== undefined ? `${of}, by the name ${named}` : of
  if (readsFile !== undefined) return `${what}, from the file ${readsFile}`
  return variable === undefined ? what : `${what}, the variable vars.${variable}`
}

function liveText(live: ExplainedLive, said: string | undefined, theme: Theme): string {
  if ('unread' in live) return theme('unread', `could not be read: ${live.unread}`)
  if (live.unsaid !== undefined)
    return `what no manifest can say: ${live.unsaid}${live.differs ? `, ${theme('update', 'which differs')}` : ''}`
  const text = live.value === null ? 'none' : textOf(live.value)
  if (live.differs) return `${text}  ${theme('update', 'differs')}`
  return said === undefined
    ? text
    : text === said || (live.value === null && said === 'null')
      ? 'the same'
      : `${text}, which is the same`
}

/** In one line, as it could stand in a manifest, and be read by any reader of YAML. */
function textOf(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false })
  visit(document, {
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string' && isQuotedIn11(scalar.value)) scalar.type = 'QUOTE_DOUBLE'
    },
  })
  return document.toString({ collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trimEnd()
}

const isQuotedIn11 = (text: string): boolean => stringify(text, { version: '1.1' }).startsWith('"')
