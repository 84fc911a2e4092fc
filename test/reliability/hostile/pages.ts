import type { EcrsyncError } from '../../../src/errors.ts'
import type { Change, Diagnostic, Outcome, Plan } from '../../../src/model.ts'
import { applyJson, renderApplied } from '../../../src/render/apply-text.ts'
import { failureJson, renderDiagnostics } from '../../../src/render/diagnostics.ts'
import { renderGithub } from '../../../src/render/github.ts'
import { jsonPieces } from '../../../src/render/json-pieces.ts'
import { renderPlan } from '../../../src/render/plan-text.ts'
import { renderSarif } from '../../../src/render/sarif.ts'
import { plain } from '../../../src/render/theme.ts'

const WIDTH = 100
const STANDING = { cwd: '/acme', root: '/acme' }
const SARIF = { ...STANDING, version: '0.0.0', manifest: 'ecrsync.yaml', exitCode: 3, wordsOf: () => undefined }

/** Whatever is printed as JSON. */
export const jsonPage = (document: unknown): string => [...jsonPieces(document)].join('')

/** What is found, in every form that it is told in. */
export const diagnosticPages = (diagnostics: readonly Diagnostic[]): readonly string[] => [
  renderDiagnostics(diagnostics, plain, WIDTH),
  renderGithub(diagnostics, STANDING),
  renderSarif(diagnostics, SARIF),
  jsonPage(failureJson({ diagnostics })),
]

/** What a run says that ends with an error. */
export const failurePages = ({ diagnostics }: EcrsyncError): readonly string[] => diagnosticPages(diagnostics)

/** A plan as it is shown and published, and what is said beside it. */
export const planPages = (plan: Plan): readonly string[] => [
  renderPlan(plan, { theme: plain, width: WIDTH, expand: false }),
  renderPlan(plan, { theme: plain, width: WIDTH, expand: true }),
  jsonPage(plan),
  ...diagnosticPages([...plan.warnings, ...plan.refused]),
]

/** What is said at the end of an apply. */
export function appliedPages(plan: Plan, outcomes: ReadonlyMap<Change, Outcome>): readonly string[] {
  const run = { plan, applied: [...outcomes].map(([change, outcome]) => ({ change, outcome })) }
  return [renderApplied(run, plain, WIDTH), jsonPage(applyJson(run, '0.0.0'))]
}
