import { parseDocument } from 'yaml'
import { EXPECTED } from '../manifest/form/expected.ts'
import { fragmentSchema, manifestSchema } from '../manifest/form/schema.ts'
import { isOfForm } from '../manifest/form/schema-check.ts'
import { Findings } from '../manifest/text/findings.ts'
import { parse } from '../manifest/text/parse.ts'
import { parsePlain } from '../manifest/text/plain.ts'
import type { Fields } from '../model.ts'
import { MANIFEST_FILE } from '../names.ts'
import { liftComments, settleComments } from './comments.ts'
import { chooseLines } from './lines.ts'
import { orderKeys } from './order.ts'
import { settleScalars, withTexts, writingTexts } from './scalars.ts'
import { shorten } from './short-forms.ts'
import { isMembers, padBrackets } from './tree.ts'

export type Form = 'manifest' | 'fragment'

const SCHEMAS = { manifest: manifestSchema, fragment: fragmentSchema }

const OPTIONS = {
  version: '1.2',
  stringKeys: true,
  uniqueKeys: false,
  merge: false,
  prettyErrors: false,
  customTags: withTexts(writingTexts),
} as const

/**
 * The text of a manifest, or of a file that it includes, in the one layout that they have. It says the same, with the same
 * comments and with names in the order of the user; laid out once more, it is the same text.
 *
 * @throws EcrsyncError INVALID_MANIFEST where it cannot be read, at the place in `file`
 */
export function laidOut(text: string, form: Form, file = MANIFEST_FILE): string {
  const isSound = isOfForm(readWhole(text, form, file), form)
  const document = parseDocument(text, OPTIONS)
  const { contents } = document
  if (!isMembers(contents)) return text
  settleScalars(contents, EXPECTED[form])
  settleComments(document, contents, text)
  if (isSound) shorten(document, contents)
  orderKeys(contents, SCHEMAS[form])
  liftComments(contents)
  chooseLines(contents, SCHEMAS[form])
  padBrackets(contents)
  // Behind its mark the library would write a comment, which is then one of what stands before it.
  document.directives.docEnd = false
  return document.toString({ lineWidth: 0 })
}

/** Read as whoever loads the manifest reads it, with all that is to be said of the text. */
function readWhole(text: string, form: Form, file: string): Fields {
  const textFile = { file, directory: '', text }
  const plain = parsePlain(textFile, EXPECTED[form])
  if (plain) return plain.value as Fields
  const findings = new Findings()
  const { value } = parse(textFile, EXPECTED[form], findings)
  findings.throwIfErrors()
  return value as Fields
}
