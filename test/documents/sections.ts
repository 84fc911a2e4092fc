import { OF_TARGETS, PLAIN } from './manifests.ts'
import { BLOCKS, type Block } from './pages.ts'
import { type Command, commandsOf } from './shell.ts'

/** What a page shows below one heading. */
export interface Section {
  readonly section: string
  readonly blocks: readonly Block[]
}

/** What the help of a command shows as examples is an example like others. */
const withExamples = (block: Block): Block =>
  block.language !== ''
    ? block
    : { ...block, language: 'console', text: (block.text.split('EXAMPLES\n')[1] ?? '').replaceAll(/^ +/gm, '') }

function sectionsOf(blocks: readonly Block[]): readonly Section[] {
  const below = new Map<string, Block[]>()
  for (const block of blocks) {
    const section = `${block.page}: ${block.heading}`
    below.set(section, [...(below.get(section) ?? []), block])
  }
  return [...below].map(([section, blocks]) => ({ section, blocks }))
}

/** Every heading below which there are commands. */
export const SECTIONS = sectionsOf(BLOCKS.map(withExamples)).filter(
  ({ blocks }) => blocks.flatMap(commandsOf).length > 0,
)

const namesTargets = ({ words }: Command): boolean =>
  words.includes('--target') || words.some(word => /^[a-z][\w-]*:[a-z]/.test(word))

/** What a command is about where its section shows no manifest. */
export const manifestFor = (command: Command): string => (namesTargets(command) ? OF_TARGETS : PLAIN)

const IMAGE = /^ghcr\.io\/OWNER\/ecrsync:/

/** The words of ecrsync's own command line, however it is started; undefined where it is another's. */
export function argumentsOf({ words }: Command): readonly string[] | undefined {
  const own = words[0] === 'npx' ? words.slice(1) : words
  if (own[0] === 'ecrsync') return own.slice(1)
  const image = words.findIndex(word => IMAGE.test(word))
  return words[0] === 'docker' && image > 0 ? words.slice(image + 1) : undefined
}
