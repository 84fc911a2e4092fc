import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { versionLine } from './version.ts'

/** What oclif prints for each command, and for all together under the empty name, where nobody says how wide and in which colours. */
type HelpPages = Readonly<Record<string, string>>

/** Stands in the pages for what is known only where they are printed. */
export const VERSION_HERE = '{version}\n'

const HELP: readonly string[] = ['--help', '-h']

/** The help that was printed when this was built; undefined where that is not what is asked for, or would look otherwise here. */
export function builtHelp(argv: readonly string[], root: string): string | undefined {
  const name = nameIn(argv)
  if (name === undefined || looksOtherwise(process.stdout, process.env)) return undefined
  const pages: HelpPages = JSON.parse(readFileSync(join(root, 'bundle', 'help.json'), 'utf8'))
  return Object.hasOwn(pages, name) ? pages[name]?.replace(VERSION_HERE, () => versionLine(root)) : undefined
}

/** The command of which nothing but the help is asked; '' for all of them. */
function nameIn([first = '--help', second, ...others]: readonly string[]): string | undefined {
  if (others.length > 0) return undefined
  if (second === undefined) return HELP.includes(first) || first === 'help' ? '' : undefined
  if (first === 'help') return second
  return HELP.includes(second) ? first : undefined
}

/** A terminal has its width and colours; variables ask for them elsewhere. */
const looksOtherwise = ({ isTTY }: NodeJS.WriteStream, { FORCE_COLOR, OCLIF_COLUMNS, DEBUG }: NodeJS.ProcessEnv) =>
  isTTY || FORCE_COLOR !== undefined || OCLIF_COLUMNS !== undefined || DEBUG !== undefined
