import { isScalar, type Node, Scalar, type ScalarTag, type Tags, visit } from 'yaml'
import { HIDDEN } from '../harmless.ts'
import type { Path } from '../kinds/kind.ts'
import { plainValue } from '../manifest/text/plain-words.ts'
import type { Expected } from '../manifest/text/values.ts'
import { isCollection, isMembers, type Member, type Members, membersOf } from './tree.ts'

/** What means the same without quotes to every reader of YAML, in lines and in brackets; of a glob, quotes say that it is a text. */
const PLAIN_KEY = /^[A-Za-z0-9_$][\w./@+-]*$/

const PLAIN_VALUE = /^[A-Za-z0-9_$][\w./@+-]*(?: [A-Za-z0-9_$][\w./@+-]*)*$/

/** What takes an escape in double quotes, and none in single ones. */
const NEEDS_ESCAPE = /["\\]/

/** A text in quotes only where some reader of YAML could take it for something else. */
export function writtenText(text: string, isKey: boolean): string {
  const isPlain = (isKey ? PLAIN_KEY : PLAIN_VALUE).test(text) && plainValue(text) === text
  return isPlain ? text : quotedText(text)
}

/** In double quotes, or in single ones where that spares escapes; nothing in it is hidden. */
export function quotedText(text: string): string {
  const isShown = text.search(HIDDEN) < 0
  if (isShown && NEEDS_ESCAPE.test(text) && !text.includes("'")) return `'${text}'`
  return isShown ? JSON.stringify(text) : JSON.stringify(text).replace(HIDDEN, escaped)
}

function escaped(sign: string): string {
  const code = sign.codePointAt(0) as number
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
}

/** Lines that the user wrote as such, which fit into no bracket; what begins or ends with blanks is better seen in quotes. */
export const isBlockText = (node: unknown): boolean =>
  isScalar(node) &&
  (node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED) &&
  /^\S(?:[\s\S]*\S)?\n?$/.test(String(node.value)) &&
  String(node.value).replaceAll('\n', '').search(HIDDEN) < 0

/** The text of a scalar in one line. */
export function lineOf(node: Scalar, isKey: boolean): string {
  const { value, type } = node
  if (typeof value !== 'string') return String(value)
  return type === QUOTED ? quotedText(value) : writtenText(value, isKey)
}

/** Of a text whose quotes say something. */
export const QUOTED = Scalar.QUOTE_DOUBLE

const TEXT = 'tag:yaml.org,2002:str'

/** The tags of YAML, with another way to write texts. */
export const withTexts =
  (writing: (tag: ScalarTag) => ScalarTag) =>
  (tags: Tags): Tags =>
    tags.map(tag => (typeof tag !== 'string' && tag.tag === TEXT ? writing(tag as ScalarTag) : tag))

/** Writes texts as above; a block of lines as the library does. */
export const writingTexts = (tag: ScalarTag): ScalarTag => ({
  ...tag,
  stringify(item, context, onComment, onChompKeep) {
    const isBlock = isBlockText(item) && context.implicitKey !== true && context.inFlow !== true
    if (isBlock) return tag.stringify?.(item, context, onComment, onChompKeep) ?? ''
    return lineOf(item, context.implicitKey === true)
  },
})

/** Texts, numbers and words are written anew; quotes stay where they say that a key is a name. */
export function settleScalars(root: Members, expected: Expected): void {
  // Nothing can name what it stands in.
  delete root.anchor
  visit(root, {
    Pair(_at, pair) {
      // The parser has no value for a key in braces without a colon.
      if (pair.value === null) pair.value = nothing()
    },
    Collection: (_at, node) => untagged(node),
    Scalar(at, node) {
      untagged(node)
      if (at !== 'key' && typeof node.value === 'string' && !isBlockText(node)) node.type = Scalar.PLAIN
      if (typeof node.value === 'boolean' || (node.value === null && node.source !== ''))
        node.source = String(node.value)
    },
  })
  settleKeys(root, [], expected)
}

/** A value that is written anew is read as what it is. */
function untagged(node: Node): void {
  delete node.tag
}

/** What stands behind a key that has nothing after it. */
export const nothing = (): Scalar => Object.assign(new Scalar(null), { source: '' })

function settleKeys(node: Node, path: Path, expected: Expected): void {
  if (isMembers(node)) {
    let before: string | undefined
    for (const { key, value } of node.items as Member[]) {
      const here = [...path, key.value]
      const isName =
        key.type !== Scalar.PLAIN &&
        expected.keyAt?.(here, { isQuoted: false, before, value: (value as { toJSON(): unknown }).toJSON() }) !==
          undefined
      key.type = isName ? QUOTED : Scalar.PLAIN
      before = key.value
    }
  }
  if (isCollection(node)) for (const [step, value] of membersOf(node)) settleKeys(value, [...path, step], expected)
}
