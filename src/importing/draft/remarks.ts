import { grouped } from '../../collate.ts'
import { harmless } from '../../harmless.ts'
import { slugOf } from '../../kinds/slug.ts'
import { counted } from '../../words.ts'
import type { LeftOut, LeftToGlob } from '../held.ts'

const remark = (text: string): string => `# ${harmless(text)}`.trimEnd()

const inTarget = (target: string | undefined, text: string): string =>
  target === undefined ? text : `${text} (${target})`

/** What is there and not in the manifest, each reason once. */
export function leftOutRemarks(leftOut: readonly LeftOut[]): readonly string[] {
  if (leftOut.length === 0) return []
  const reasons = [...grouped(leftOut, ({ reason }) => reason)]
  return [
    '',
    remark('Left out:'),
    ...reasons.flatMap(([reason, ones]) => [
      remark(`- ${reason}`),
      ...ones.map(({ name, target }) => remark(`    ${inTarget(target, name)}`)),
    ]),
  ]
}

/** What would be said of repositories that ECR makes by itself. */
export function leftToGlobRemarks(left: readonly LeftToGlob[]): readonly string[] {
  if (left.length === 0) return []
  return [
    '',
    remark(
      'ECR makes these by itself, so they are not declared. Without the first signs, they are given settings all the same:',
    ),
    remark('discovered:'),
    ...[...grouped(left, ({ match }) => match)].map(([match, ones]) =>
      remark(`  - ${entryOf(match)} # ${whyOf(ones)}`),
    ),
  ]
}

const entryOf = (match: string): string =>
  `{ match: ${JSON.stringify(match)}, tags: { source: ${JSON.stringify(sourceOf(match))} } }`

const sourceOf = (match: string): string => slugOf(match.split('/')[0] as string) || 'elsewhere'

const whyOf = (ones: readonly LeftToGlob[]): string =>
  ones
    .map(({ target, count, reason }) => `${inTarget(target, counted(count, 'repository', 'repositories'))}: ${reason}`)
    .join('; ')
