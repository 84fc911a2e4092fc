import type { LifecycleRule, Selection } from '../../lifecycle/index.ts'
import { coversPattern } from '../../lifecycle/pattern.ts'
import type { Fields } from '../../model.ts'
import { isFields } from '../canonical.ts'
import type { DocumentPart, Path } from '../kind.ts'
import { hasPlaceholder } from '../placeholder.ts'
import { longRule, shortPath } from './short.ts'

/** A rule that does nothing in any repository. */
export interface Idle {
  /** From the document. */
  readonly path: Path
  readonly summary: string
  readonly detail: string
  readonly hint: string
}

interface Placed {
  readonly rule: LifecycleRule
  readonly index: number
}

/** Rules of a valid policy that no image can meet, whatever a repository holds. */
export function idleRules(parts: unknown): readonly Idle[] {
  const body = Array.isArray(parts) ? (parts as readonly DocumentPart[])[0]?.body : undefined
  const isShort = Array.isArray(body)
  const written: readonly Fields[] = isShort ? body : isFields(body) ? (body.rules as readonly Fields[]) : []
  const rules = written
    .map((rule, index): Placed => ({ rule: isShort ? longRule(rule, index) : (rule as never), index }))
    .filter(({ rule }) => patternsOf(rule.selection).every(pattern => !hasPlaceholder(pattern)))
    .toSorted((one, other) => one.rule.rulePriority - other.rule.rulePriority)
  const pathOf = (index: number): Path =>
    isShort ? [index, ...shortPath(written[index] ?? {}, ['selection', 'tagStatus'])] : ['rules', index]
  return rules.flatMap(({ rule, index }, at) => {
    const why = impossible(rule) ?? shadowed(rule, rules.slice(0, at))
    return why ? [{ path: pathOf(index), ...why }] : []
  })
}

const patternsOf = ({ tagPatternList, tagPrefixList = [] }: Selection): readonly string[] =>
  tagPatternList ?? tagPrefixList.map(prefix => `${prefix}*`)

/** Source: ECR API model, ImageTag. */
const OF_A_TAG = /^(?=[\w*])[\w.*-]+$/

function impossible({ selection }: LifecycleRule): Omit<Idle, 'path'> | undefined {
  const pattern = patternsOf(selection).find(one => !OF_A_TAG.test(one) || one.replaceAll('*', '').length > 128)
  return pattern === undefined
    ? undefined
    : {
        summary: 'A lifecycle rule that no tag can match',
        detail: `${JSON.stringify(pattern.slice(0, 80))} has what no tag has: a tag is 1 to 128 letters, digits and . _ -, and begins with none of . -`,
        hint: 'Mend the pattern; `*` is zero or more characters, and there is no other wildcard.',
      }
}

function shadowed(rule: LifecycleRule, before: readonly Placed[]): Omit<Idle, 'path'> | undefined {
  const by = shadowsOf(
    rule.selection,
    before.filter(one => classOf(one.rule) === classOf(rule)),
  )
  if (by.length === 0) return undefined
  const numbers = by.map(({ index }) => index + 1).join(' and ')
  return {
    summary: `A lifecycle rule that rule ${numbers} of the same list leaves nothing`,
    detail: 'An image belongs to the first rule that speaks of it, also where that one does nothing with it.',
    hint: `Move it before rule ${numbers}, or remove it.`,
  }
}

const classOf = ({ selection }: LifecycleRule): string => selection.storageClass ?? 'standard'

/** The rules that together have all images of a selection. */
function shadowsOf(selection: Selection, before: readonly Placed[]): readonly Placed[] {
  const one = before.find(({ rule }) => takesAll(rule.selection, selection))
  if (one) return [one]
  if (selection.tagStatus !== 'any') return []
  const untagged = before.find(({ rule }) => rule.selection.tagStatus === 'untagged')
  const tagged = before.find(({ rule }) => takesAll(rule.selection, ANY_TAG))
  return untagged && tagged ? [untagged, tagged] : []
}

const ANY_TAG: Pick<Selection, 'tagStatus' | 'tagPatternList'> = { tagStatus: 'tagged', tagPatternList: ['*'] }

/** Of an image, each pattern must match some tag. */
function takesAll(wide: Selection, narrow: Pick<Selection, 'tagStatus' | 'tagPatternList' | 'tagPrefixList'>): boolean {
  if (wide.tagStatus === 'any') return true
  if (wide.tagStatus !== narrow.tagStatus) return false
  const of = patternsOf(narrow as Selection)
  return patternsOf(wide).every(pattern => of.some(one => coversPattern(pattern, one)))
}
