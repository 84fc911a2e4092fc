import type { Snippet } from '../for-editors.ts'
import { filtersSchema, sharedRulesSchema } from '../rules/schema.ts'

const RULE: Snippet = {
  label: 'a rule of scanning',
  description: 'When images are scanned, and of which repositories.',
  body: { scanFrequency: '${1:SCAN_ON_PUSH}', repositoryFilters: '["${2:prod*}"]' },
}
const SNIPPETS: readonly Snippet[] = [
  {
    label: 'basic scanning',
    description: 'ECR itself scans images when they are pushed.',
    body: { scanType: 'BASIC', rules: [{ scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: '["${1:*}"]' }] },
  },
  {
    label: 'enhanced scanning',
    description: 'Amazon Inspector scans, at its own price.',
    body: { scanType: 'ENHANCED', rules: [{ scanFrequency: 'CONTINUOUS_SCAN', repositoryFilters: '["${1:prod*}"]' }] },
  },
]

/** The manifest key of the scanning configuration, as JSON Schema. */
export const scanningManifest = {
  scanningConfiguration: {
    description:
      'How the registry scans images. What is left out of it stays as it is; `null`: ECR falls back to BASIC without rules, as in a registry of which nothing was ever said.',
    type: ['object', 'null'],
    editor: { snippets: SNIPPETS },
    additionalProperties: false,
    properties: {
      scanType: {
        description:
          '`BASIC`: ECR itself scans images when they are pushed, where a rule or the repository says so. `ENHANCED`: Amazon Inspector scans, when they are pushed or continuously, and has its own price; a repository that no rule matches is not scanned.',
        enum: ['BASIC', 'ENHANCED'],
      },
      rules: sharedRulesSchema(
        'Which repositories are scanned, at most one rule for each frequency. The list is exact; with `live` in it the filters of a rule are joined with those that are there.',
        {
          scanFrequency: {
            description:
              '`SCAN_ON_PUSH`: when an image is pushed. `CONTINUOUS_SCAN`: also when a vulnerability becomes known, with ENHANCED alone. `MANUAL`, with BASIC alone, is what ECR does without a rule.',
            enum: ['SCAN_ON_PUSH', 'CONTINUOUS_SCAN', 'MANUAL'],
          },
          repositoryFilters: filtersSchema(
            'Up to 100 filters, of 1 to 255 characters. With `*` (zero or more characters) a filter matches whole names, without it all names that contain it.',
            'WILDCARD',
            'prod*',
          ),
        },
        'Filters to take out of the rule of their frequency; a rule that is left without filters goes.',
        [RULE],
      ),
    },
  },
} as const
