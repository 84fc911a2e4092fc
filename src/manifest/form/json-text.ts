import { isFields } from '../../kinds/canonical.ts'
import type { Finding } from '../text/findings.ts'
import { abridged } from './mistakes/abridged.ts'
import { linesOf } from './mistakes/lines.ts'

/** What Terraform and CloudFormation take: a document as one text. */
export const isJsonText = (value: unknown): boolean => typeof value === 'string' && /^\s*[{[]\s*["{\]}]/.test(value)

/** A document as one text below a key, and how it is written here. */
export function pastedJson(key: string, text: string): Finding {
  const example = exampleOf(key, text)
  return {
    code: 'JSON_TEXT',
    summary: 'JSON as a text where a document belongs',
    detail:
      'All JSON is YAML, so a document stands here as it is; within quotes, or after `|` or `>`, it is one long text.',
    hint: 'Remove the quotes around it (and \\ before quotes within it), or the `|`, or move it into a file and write { file: policy.json }.',
    ...(example && { example }),
  }
}

/** Undefined of what is nested deeper than anybody could read it, as of what is no document. */
function exampleOf(key: string, text: string): readonly string[] | undefined {
  try {
    const { value, isCut } = abridged(parsedJson(text))
    return isFields(value) ? linesOf({ [key]: value }, isCut) : undefined
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** Undefined where it is none: that is the value of no JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
