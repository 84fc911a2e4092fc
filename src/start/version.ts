import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const WORDS: readonly string[] = ['--version', '-v', 'version']

/** Whether that is all that is asked: after a command, -v is something else. */
export const asksForVersion = ([word = '']: readonly string[]): boolean => WORDS.includes(word)

/** As oclif says it. `root`: the folder of the package. */
export const versionLine = (root: string): string =>
  `ecrsync/${versionOf(root)} ${process.platform}-${process.arch} node-${process.version}\n`

export const versionOf = (root: string): string =>
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string }).version
