import { imagesText } from '../../words.ts'
import type { Fate, PolicyPreview } from '../preview.ts'
import { ruleOutcome } from '../preview-words.ts'

/** The images that a rule is about, or none. */
export interface Lane {
  /** Of a rule, its place in the policy. */
  readonly number?: number
  readonly title: string
  readonly outcome: string
  readonly images: readonly Fate[]
  /** Of a rule about the time since the push: after so many days it takes an image. */
  readonly days?: number
}

/** A lane for each rule, then what follows its subject, then what no rule is about. */
export const lanesOf = (preview: PolicyPreview): readonly Lane[] => [
  ...rulesOf(preview),
  ...among(preview, 'follow their subject', ({ because }) => because !== undefined),
  ...among(
    preview,
    preview.rules.length === 0 ? 'no lifecycle policy' : 'no rule is about these',
    ({ because, rulePriority }) => because === undefined && rulePriority === undefined,
  ),
]

const rulesOf = ({ policy, rules, images, impact }: PolicyPreview): readonly Lane[] =>
  policy.rules.map(({ rulePriority, selection }, index) => ({
    number: index + 1,
    title: rules[index] ?? '',
    outcome: ruleOutcome(rulePriority, impact),
    images: images.filter(image => image.rulePriority === rulePriority),
    ...(selection.countType === 'sinceImagePushed' && { days: selection.countNumber }),
  }))

function among({ images }: PolicyPreview, title: string, isIn: (image: Fate) => boolean): readonly Lane[] {
  const found = images.filter(isIn)
  return found.length === 0 ? [] : [{ title, outcome: imagesText(found.length), images: found }]
}
