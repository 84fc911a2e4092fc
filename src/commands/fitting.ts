import { COMMAND } from './shell-words.ts'

/** A clause about another program, or another command, has flags of its own. */
const OF_ANOTHER = new RegExp(`(?:\\becrsync (?:${COMMAND})|\\b(?:aws|docker|podman|skopeo|kubectl)) `)

const FLAG = /(?<![\w-])--([a-z][a-z-]*)/g

/**
 * A hint without what names flags that whoever reads it cannot give: items of a list, which end with a comma, and else whole
 * clauses. So whoever throws an error need not know which command is run.
 */
export function fitting(hint: string, isForeign: (flag: string) => boolean): string {
  const namesForeign = (clause: string) => [...clause.matchAll(FLAG)].some(([, flag = '']) => isForeign(flag))
  return hint
    .split(/(?<=[.;]) /)
    .map(clause => (OF_ANOTHER.test(clause) ? clause : withoutItems(clause, isForeign)))
    .filter(clause => OF_ANOTHER.test(clause) || !namesForeign(clause))
    .join(' ')
    .replace(/[;,]$/, '')
}

const withoutItems = (clause: string, isForeign: (flag: string) => boolean): string =>
  clause.replace(/(?<![\w-])--([a-z][a-z-]*), (?!or )/g, (item, flag: string) => (isForeign(flag) ? '' : item))
