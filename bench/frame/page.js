import { table } from './table.js'

/** @typedef {import('./case.js').Section} Section */

/** @param {readonly import('./goals.js').Judged[]} goals */
const goalTable = goals =>
  table(
    ['goal', 'to reach', 'measured', ''],
    goals.map(({ what, goal, measured, isMet }) => [what, goal, measured, isMet ? 'met' : '**missed**']),
  )

/** @param {{ title: string, section: Section }} of */
export function sectionText({ title, section: { tables, goals, notes = [] } }) {
  const parts = [
    `## ${title}`,
    ...tables.map(({ head, rows }) => table(head, rows)),
    ...(goals.length > 0 ? [goalTable(goals)] : []),
    ...notes,
  ]
  return parts.join('\n\n')
}

/**
 * All of it as a page.
 * @param {{ head: string, sections: readonly { title: string, section: Section }[] }} of
 */
export function pageText({ head, sections }) {
  const goals = sections.flatMap(({ section }) => section.goals)
  const met = goals.filter(({ isMet }) => isMet).length
  return `${[head, `${met} of ${goals.length} goals are met.`, ...sections.map(sectionText)].join('\n\n')}\n`
}
