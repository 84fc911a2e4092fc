import { harmlessJson } from '../harmless.ts'
import type { Diagnostic } from '../model.ts'
import { diagnosticJson } from './diagnostics.ts'

/** One policy for an identity, as data. */
interface Policy {
  readonly document: object
}

interface Made<P extends Policy> {
  readonly mode: 'plan' | 'apply'
  readonly extras: readonly string[]
  readonly policies: readonly P[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Each policy as IAM takes it, one after another. */
export const renderIam = (documents: readonly object[]): string =>
  documents.map(document => harmlessJson(JSON.stringify(document, null, 2))).join('\n')

export const iamJson = <P extends Policy>({ mode, extras, policies, diagnostics }: Made<P>, version: string) => ({
  formatVersion: 1,
  ecrsync: version,
  mode,
  with: [...extras].sort(),
  policies,
  diagnostics: diagnostics.map(diagnosticJson),
})
