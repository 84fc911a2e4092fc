import { isFields } from '../../kinds/canonical.ts'
import type { DeclaredTarget } from '../../model.ts'
import { didYouMean, meant } from '../../nearest.ts'
import { clipped } from '../../words.ts'
import { TARGETS } from '../form/facets.ts'
import { checkGlob, isException, matcher } from '../form/globs.ts'
import type { Finding } from '../text/findings.ts'
import type { Parsed, Place } from '../text/place.ts'
import { DEFAULT_TARGET } from './targets.ts'

/** What a target is chosen by. */
export type Selectable = Pick<DeclaredTarget, 'name' | 'labels'>

type Fits = (target: Selectable) => boolean

/** Whether some positive selector fits (none given: all do) and no `!` one does, in any order; left out: all targets. */
export const selects = (selectors: readonly string[] | undefined, target: Selectable): boolean =>
  selectors === undefined || selecting(selectors)(target)

/** The same, made ready for many targets. */
export function selecting(selectors: readonly string[]): Fits {
  const exceptions = selectors.filter(isException).map(fitting)
  const positive = selectors.filter(selector => !isException(selector)).map(fitting)
  return target =>
    (positive.length === 0 || positive.some(fits => fits(target))) && !exceptions.some(fits => fits(target))
}

const patternOf = (selector: string): string => (isException(selector) ? selector.slice(1) : selector)

/** What a selector fits, whether it chooses that or excepts it. */
function fitting(selector: string): Fits {
  const pattern = patternOf(selector)
  const label = labelIn(pattern)
  if (label) return ({ labels }) => labelValue(labels, label.key) === label.value
  // What could take minutes to match is told, and matches nothing.
  if (checkGlob(pattern)) return () => false
  const matches = matcher([pattern])
  return ({ name }) => matches(name)
}

const labelValue = (labels: Selectable['labels'], key: string): string | undefined =>
  Object.hasOwn(labels, key) ? labels[key] : undefined

/** `KEY=VALUE`: names of targets have no equals sign. */
function labelIn(pattern: string): { readonly key: string; readonly value: string } | undefined {
  const end = pattern.indexOf('=')
  return end < 0 ? undefined : { key: pattern.slice(0, end), value: pattern.slice(end + 1) }
}

interface SelectorFault {
  /** Left out: it is about all of them together. */
  readonly index?: number
  readonly finding: Finding
}

/** Selectors that choose nothing, each by itself or all together. */
export function selectorFaults(selectors: readonly string[], targets: readonly Selectable[]): readonly SelectorFault[] {
  const faults = selectors.flatMap<SelectorFault>((selector, index) => {
    const finding = faultOf(selector, targets)
    return finding ? [{ index, finding }] : []
  })
  if (faults.length > 0) return faults
  if (selectors.length === 0) return [{ finding: EMPTY }]
  return targets.some(selecting(selectors)) ? [] : [{ finding: noneLeft(selectors) }]
}

function faultOf(selector: string, targets: readonly Selectable[]): Finding | undefined {
  const label = labelIn(patternOf(selector))
  const fault = label ? undefined : checkGlob(selector)
  if (fault) return { ...fault, hint: 'Write the name of a target, a glob such as "prod-*", or a label: "env=prod".' }
  if (targets.some(fitting(selector))) return undefined
  return label ? unknownLabel(label, targets) : unknownTarget(selector, targets)
}

const EMPTY: Finding = {
  code: 'UNKNOWN_TARGET',
  summary: 'An empty list of targets',
  detail: 'It says neither all nor none.',
  hint: 'Leave the key out for all targets, or name some.',
}

const noneLeft = (selectors: readonly string[]): Finding => ({
  code: 'UNKNOWN_TARGET',
  summary: `${clipped(selectors.join(', '))} leaves no target`,
  detail: 'Its exceptions take away all that the others choose.',
  hint: 'Mend the list; a target is chosen by one selector that fits, and left out by one exception that does.',
})

function unknownTarget(selector: string, targets: readonly Selectable[]): Finding {
  const pattern = patternOf(selector)
  const sign = isException(selector) ? '!' : ''
  const names = targets.map(({ name }) => name)
  const isEntry = names.some(name => name.startsWith(`${pattern}/`))
  return {
    code: 'UNKNOWN_TARGET',
    summary: `No target matches "${clipped(selector)}"`,
    detail: isEntry
      ? `${clipped(pattern)} stands for several, whose names have their account and region.`
      : 'What is chosen by it would be done nowhere, and what is excepted, everywhere.',
    hint: isEntry ? `Write "${sign}${clipped(pattern)}/**".` : unknownName(pattern, names),
  }
}

/** A manifest without targets has one, which nobody gave its name. */
const unknownName = (pattern: string, names: readonly string[]): string =>
  names.length === 1 && names[0] === DEFAULT_TARGET
    ? 'There is only one target, called "default", because the manifest declares no others: leave the choice out, or add to targets: at the root.'
    : didYouMean(pattern, names)

function unknownLabel(
  { key, value }: { readonly key: string; readonly value: string },
  targets: readonly Selectable[],
): Finding {
  const keys = new Set(targets.flatMap(({ labels }) => Object.keys(labels)))
  if (!keys.has(key))
    return {
      code: 'UNKNOWN_LABEL',
      summary: `No target has a label "${clipped(key)}"`,
      detail: 'What is chosen by it would be done nowhere, and what is excepted, everywhere.',
      hint:
        meant(key, keys, near => `"${near}=${clipped(value)}"`) ??
        `Say it of targets at the root: labels: { ${clipped(key)}: … }`,
    }
  const values = new Set(targets.flatMap(({ labels }) => labelValue(labels, key) ?? []))
  return {
    code: 'UNKNOWN_LABEL',
    summary: `No target has the label ${clipped(key)}=${clipped(value)}`,
    detail: 'Values are compared as they are, without wildcards.',
    hint: didYouMean(value, values),
  }
}

/** Lists of a file whose items may be for some targets only. */
const LISTS = ['defaults', 'removed', 'discovered', 'registry', 'adopt', 'released']

/** A list of selectors, and where it stands. */
export interface Selection {
  readonly selectors: readonly string[]
  readonly place: Place
}

/** All selectors of a file. */
export function selectionsIn(parsed: Parsed): readonly Selection[] {
  const { repositories = {}, ...sections } = parsed.value as Readonly<Record<string, object>>
  return [
    ...LISTS.flatMap(key => {
      const items = sections[key]
      return Array.isArray(items)
        ? items.flatMap((item, index) => selectionIn(item, { parsed, path: [key, index] }))
        : []
    }),
    ...Object.entries(repositories).flatMap(([name, block]) =>
      selectionIn(block, { parsed, path: ['repositories', name] }),
    ),
  ]
}

function selectionIn(block: unknown, place: Place): readonly Selection[] {
  const selectors = selectorsOf(block)
  return selectors ? [{ selectors, place: { ...place, path: [...place.path, TARGETS] } }] : []
}

const selectorsOf = (block: unknown): readonly string[] | undefined =>
  isFields(block) ? (block[TARGETS] as readonly string[] | undefined) : undefined

/** A file without what is not for the target. Items of lists keep their index: where one is missing there is undefined. */
export function sectionFor(parsed: Parsed, isFor: (selectors: readonly string[]) => boolean): Parsed {
  const isChosen = (block: unknown) => {
    const selectors = selectorsOf(block)
    return selectors === undefined || isFor(selectors)
  }
  const entries = Object.entries(parsed.value as object).map(([key, value]) => {
    if (LISTS.includes(key) && Array.isArray(value))
      return [key, value.map(item => (isChosen(item) ? item : undefined))] as const
    if (key !== 'repositories') return [key, value] as const
    return [key, Object.fromEntries(Object.entries(value).filter(([, block]) => isChosen(block)))] as const
  })
  return { ...parsed, value: Object.fromEntries(entries) }
}
