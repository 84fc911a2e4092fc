import { TextDocument } from 'vscode-languageserver-textdocument'
import {
  type CompletionItem,
  getLanguageService,
  type LanguageSettings,
  type Position,
  type TextEdit,
} from 'yaml-language-server'
import { PUBLISHED } from '../../../../src/manifest/form/published.ts'

export type Name = keyof typeof PUBLISHED

const NAMES: readonly Name[] = ['manifest', 'fragment']
const schemas = NAMES.map(name => ({
  uri: `file:///schemas/${name}.schema.json`,
  fileMatch: [`${name}.yaml`],
  schema: PUBLISHED[name](),
}))

/** An editor that opens the schema which a file names in its first line. */
const service = getLanguageService({
  schemaRequestService: async uri => {
    const name = NAMES.find(one => uri.endsWith(`/${one}.schema.json`))
    if (name === undefined) throw new Error(`no such schema: ${uri}`)
    return JSON.stringify(PUBLISHED[name]())
  },
  workspaceContext: { resolveRelativePath: path => `file:///schemas/${path}` },
  clientCapabilities: { textDocument: { completion: { completionItem: { documentationFormat: ['markdown'] } } } },
})
service.configure({ validate: true, completion: true, hover: true, schemas, isKubernetes: false } as LanguageSettings)

let opened = 0

/** A text as it is opened: what is known of one document is never used for another. */
function open(text: string, name: Name): TextDocument {
  opened += 1
  return TextDocument.create(`file:///manifest/${opened}/${name}.yaml`, 'yaml', 1, text)
}

/** What an editor underlines: `LINE:COLUMN message`. */
export async function problemsIn(text: string, name: Name = 'manifest'): Promise<readonly string[]> {
  const found = await service.doValidation(open(text, name), false)
  return found.map(({ range: { start }, message }) => `${start.line + 1}:${start.character + 1} ${message}`)
}

export interface Offered {
  readonly label: string
  /** The whole text when it has been accepted, and nothing typed in its place holders. */
  readonly text: string
}

/** What an editor offers where `│` stands, each as it would be inserted. */
export async function offeredIn(marked: string, name: Name = 'manifest'): Promise<readonly Offered[]> {
  const [document, position] = atMark(marked, name)
  const { items } = await service.doComplete(document, position, false)
  return items.map(item => ({ label: item.label, text: accepted(document, item) }))
}

/** What an editor shows of what `│` stands before. */
export async function shownOf(marked: string, name: Name = 'manifest'): Promise<string> {
  const [document, position] = atMark(marked, name)
  const hover = await service.doHover(document, position)
  return (hover?.contents as { value: string } | undefined)?.value ?? ''
}

const MARK = '│'

function atMark(marked: string, name: Name): readonly [TextDocument, Position] {
  const document = open(marked.replace(MARK, ''), name)
  return [document, document.positionAt(marked.indexOf(MARK))]
}

/** As an editor inserts it: lines after the first are indented as the line in which it stands. */
function accepted(document: TextDocument, { textEdit, insertText = '' }: CompletionItem): string {
  const { range, newText } = textEdit as TextEdit
  const line = document.getText({ start: { line: range.start.line, character: 0 }, end: range.start })
  const [indent = ''] = /^\s*/.exec(line) ?? []
  const text = withoutPlaceholders(newText ?? insertText).replaceAll('\n', `\n${indent}`)
  return TextDocument.applyEdits(document, [{ range, newText: text }])
}

/** A snippet with the usual text of each of its place holders. */
const withoutPlaceholders = (snippet: string): string =>
  snippet
    .replaceAll(/(?<!\\)\$\{\d+\|([^,|]*)[^}]*\}/g, '$1')
    .replaceAll(/(?<!\\)\$\{\d+:?((?:\\.|[^}\\])*)\}/g, '$1')
    .replaceAll(/(?<!\\)\$\d+/g, '')
    .replaceAll(/\\([$}\\])/g, '$1')
