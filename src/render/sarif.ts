import { harmlessJson, harmlessly } from '../harmless.ts'
import type { Diagnostic, Source } from '../model.ts'
import { linesOf } from './github.ts'
import { publishable } from './passwords.ts'
import { fromRoot, type Standing } from './repository-path.ts'

/** What is known of a code beside what it found. */
export interface RuleWords {
  readonly title: string
  readonly why: string
}

export interface SarifOptions extends Standing {
  readonly version: string
  /** Where a finding without a place is shown: services refuse one without. */
  readonly manifest: string
  readonly exitCode: number
  /** Words for a code that has some. */
  wordsOf(code: string): RuleWords | undefined
}

/** SARIF 2.1.0, one result for each place. Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0". */
export function renderSarif(diagnostics: readonly Diagnostic[], options: SarifOptions): string {
  const all = diagnostics.map(diagnostic => harmlessly(withoutExcerpt(publishable(diagnostic))))
  const codes = [...new Set(all.map(({ code }) => code))]
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'ecrsync',
            version: options.version,
            rules: codes.map(code => ruleOf(code, options.wordsOf(code))),
          },
        },
        // JavaScript counts characters so, and columns are counted by it.
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: options.exitCode === 0, exitCode: options.exitCode }],
        results: all.flatMap(diagnostic => resultsOf(diagnostic, codes.indexOf(diagnostic.code), options)),
      },
    ],
  }
  return harmlessJson(JSON.stringify(log, null, 2))
}

const withoutExcerpt = ({ excerpt: _, ...diagnostic }: Diagnostic): Diagnostic => diagnostic

const ruleOf = (code: string, words: RuleWords | undefined) => ({
  id: code,
  ...(words && { shortDescription: { text: words.title }, fullDescription: { text: words.why } }),
})

function resultsOf(diagnostic: Diagnostic, ruleIndex: number, options: SarifOptions) {
  const { severity, code, source, places = [], related = [], ...said } = diagnostic
  const start: Source = { file: options.manifest, line: 1, column: 1 }
  // `[name](address)` would be a link.
  const text = linesOf({ ...said, severity, code })
    .join('\n')
    .replaceAll('](', '] (')
  return [source ?? start, ...places].map(place => ({
    ruleId: code,
    ruleIndex,
    level: severity,
    message: { text },
    locations: [{ physicalLocation: locationOf(place, options) }],
    ...(related.length > 0 && {
      relatedLocations: related.map((one, id) => ({
        id: id + 1,
        physicalLocation: locationOf(one.source, options),
        message: { text: one.message },
      })),
    }),
  }))
}

const locationOf = ({ file, line, column }: Source, standing: Standing) => ({
  artifactLocation: { uri: uriOf(fromRoot(file, standing)), uriBaseId: '%SRCROOT%' },
  region: { startLine: line, startColumn: column },
})

/** Each part of a path by itself. */
const uriOf = (path: string): string => path.split('/').map(encodeURIComponent).join('/')
