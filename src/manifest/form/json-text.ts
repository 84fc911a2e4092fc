import type { Finding } from '../text/findings.ts'

/** What Terraform and CloudFormation take: a document as one text. */
export const isJsonText = (value: unknown): boolean => typeof value === 'string' && /^\s*[{[]\s*["{\]}]/.test(value)

export const PASTED_JSON: Finding = {
  code: 'JSON_TEXT',
  summary: 'JSON as a text where a document belongs',
  detail:
    'All JSON is YAML, so a document stands here as it is; within quotes, or after `|` or `>`, it is one long text.',
  hint: 'Remove the quotes around it (and \\ before quotes within it), or the `|`, or move it into a file and write { file: policy.json }.',
}
