import { CHECKS } from '../../kinds/checks/index.ts'
import { fits } from '../../kinds/for-editors.ts'
import { closed, type Schema, text } from './schema-parts.ts'

/** A day of the calendar, as far as its form goes. */
export const DAY = /^\d{4}-\d{2}-\d{2}$/

const CODES = CHECKS.map(({ code }) => code)

/** Of a layer, a repository and the registry. */
export const waive: Schema = {
  description:
    'Checks that are not to be told here, each with a reason and the last day on which that holds. Merged by check over all layers. See docs/checks.md.',
  type: 'array',
  items: {
    ...closed(
      'A check that is waived.',
      {
        check: { description: 'Its code.', enum: CODES },
        reason: text('Why, for whoever reads it later.', 'A public mirror, reviewed by security in March'),
        until: {
          ...text('The last day on which it is waived, in UTC.', '2027-06-30'),
          ...fits(DAY, 'Write a day as in 2027-06-30'),
        },
      },
      ['check', 'reason', 'until'],
    ),
    editor: { title: 'waiver' },
  },
}

/** What a check may be taken for. */
export const SEVERITIES = ['error', 'warning', 'note', 'ignore'] as const

export type Taken = (typeof SEVERITIES)[number]

/** Of the root. */
export const checks: Schema = {
  ...closed(
    'How findings of checks are taken, by their codes: an `error` refuses the manifest, `ignore` says nothing. Left out: as docs/checks.md says, where none is an error.',
    Object.fromEntries(CHECKS.map(({ code, title }) => [code, { description: `${title}.`, enum: SEVERITIES }])),
  ),
  examples: [{ ECR102: 'error', ECR201: 'warning' }],
}
