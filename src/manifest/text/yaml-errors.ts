import { type Document, isScalar, visit, type YAMLError } from 'yaml'
import { CONTROL, controlCharacter } from './control.ts'
import type { Fault } from './fault.ts'
import type { Finding } from './findings.ts'
import { unquoted } from './scalars.ts'

/** More than this many errors of the parser are one misunderstanding, not many. */
const TOLD = 10

/** What makes a text no YAML that we read: the parser's errors, its warnings, and what it lets pass. */
export function faultsIn(document: Document, text: string): readonly Fault[] {
  return [...hiddenIn(text), ...otherVersion(document), ...parserErrors(document, text)].slice(0, TOLD)
}

/** What follows an error of syntax is said of a text that the parser has misunderstood. */
function parserErrors(document: Document, text: string): readonly Fault[] {
  const errors = [...document.errors, ...document.warnings].slice(0, TOLD)
  const stop = errors.findIndex(error => !isAboutSign(error))
  return (stop < 0 ? errors : errors.slice(0, stop + 1)).map(error =>
    isAboutSign(error)
      ? { offset: ownerOf(error.pos[0], document, text), finding: unquoted(wordAt(error.pos[0], text)) }
      : { offset: error.pos[0], finding: findingOf(error), isSyntax: true },
  )
}

const isAboutSign = ({ code }: YAMLError): boolean => code === 'TAG_RESOLVE_FAILED' || code === 'BAD_ALIAS'

const wordAt = (offset: number, text: string): string => /^[^\s,\]}]*/.exec(text.slice(offset, offset + 100))?.[0] ?? ''

/** The key of a value, and a list item itself. */
function ownerOf(offset: number, document: Document, text: string): number {
  if (!text.slice(0, offset).trimEnd().endsWith(':')) return offset
  let key = offset
  visit(document, {
    Pair: (_index, pair) => {
      const start = isScalar(pair.key) ? pair.key.range?.[0] : undefined
      if (start !== undefined && start < offset) key = start
    },
  })
  return key
}

function findingOf({ code, message }: YAMLError): Finding {
  return {
    code: 'INVALID_YAML',
    summary: 'The file is not valid YAML',
    detail: message.split('\n')[0] as string,
    hint: 'Mend this line or the one before it; quote a value that begins with a special character.',
    ...KNOWN[code],
  }
}

/** Of a file that may be any: where it is read no further, and nothing of what stands there. */
export const notYaml = (offset: number): Fault => ({
  offset,
  finding: {
    code: 'INVALID_YAML',
    summary: 'The file is not YAML with settings',
    detail: 'A manifest names it, and what is no YAML may be anything, so its text is not shown here.',
    hint: 'Mend it: ecrsync validate -f FILE shows the place with its text. Or name another file under include.',
  },
  isHidden: true,
})

const NO_KEY: Partial<Finding> = {
  summary: 'Lines that are no keys and no values',
  detail: 'From here on, up to the next colon, YAML reads one text, and a key is a text of one line.',
  hint: 'Look for a colon, a quote, a comma or a bracket that is missing in this line or the one before it.',
}

const KNOWN: Readonly<Record<string, Partial<Finding>>> = {
  MULTILINE_IMPLICIT_KEY: NO_KEY,
  BLOCK_AS_IMPLICIT_KEY: {
    summary: 'A key within the value of another',
    detail: 'In one line there is one key, unless braces are around the map: { key: value }.',
    hint: 'Begin a new line for it, indented below its key, or quote the whole value if it is a text.',
  },
  BAD_INDENT: {
    summary: 'This line is indented as no other',
    detail: 'What belongs together begins in one column.',
    hint: 'Indent it as the lines that it belongs to.',
  },
  MULTIPLE_DOCS: {
    summary: 'The file holds several YAML documents',
    detail: 'Only one of them could be the manifest.',
    hint: 'Remove the line `---`, and put each part into a file of its own, named under include.',
  },
  RESOURCE_EXHAUSTION: {
    summary: 'The file is nested too deeply',
    detail: 'Nothing in a manifest is nested as deep.',
    hint: 'Look for a bracket or a dash too many.',
  },
  TAB_AS_INDENT: { summary: 'A tab indents this line', hint: 'Indent with spaces.' },
  NON_STRING_KEY: {
    summary: 'A key that is no text',
    detail: 'A list, a map or an alias names no setting and no repository.',
    hint: 'Write a plain word before the colon, quoted if need be.',
  },
}

function hiddenIn(text: string): readonly Fault[] {
  const found = text.search(CONTROL)
  return found < 0 ? [] : [{ offset: found, finding: controlCharacter(text[found] as string), isSyntax: true }]
}

/** `%YAML 1.1` would give `yes` and `012` other meanings. */
function otherVersion({ directives }: Document): readonly Fault[] {
  const version = directives?.yaml.version ?? '1.2'
  if (version === '1.2') return []
  const finding = {
    code: 'INVALID_YAML',
    summary: `The file asks for YAML ${version}`,
    detail: 'A manifest is YAML 1.2: older versions give words such as yes and no another meaning.',
    hint: `Remove the line %YAML ${version}.`,
  }
  return [{ offset: 0, finding, isSyntax: true }]
}
