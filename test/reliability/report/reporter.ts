import { readFileSync, writeFileSync } from 'node:fs'
import type { Reporter, TestCase } from 'vitest/node'
import type { Reported } from '../sweep.ts'
import { isWhole, pageText, type Summed, shortTable, summed, wholeText, withFigures } from './text.ts'

const pageAt = (path: string) => new URL(`../../../${path}`, import.meta.url)

/** With other seeds or numbers of runs there are other figures than those that are kept. */
const isUsual = process.env.ECRSYNC_SEED === undefined && process.env.ECRSYNC_RUNS === undefined

/** Prints at the end what all sweeps have counted, and keeps it in the pages where all have run and held. */
export default class ReliabilityReporter implements Reporter {
  readonly #reported: Reported[] = []

  onTestCaseResult(test: TestCase): void {
    const { reported } = test.meta()
    if (reported !== undefined && test.ok()) this.#reported.push(reported)
  }

  onTestRunEnd(_modules: unknown, _errors: unknown, reason: 'passed' | 'interrupted' | 'failed'): void {
    const sums = summed(this.#reported)
    if (sums.length === 0) return
    process.stdout.write(`\n${wholeText(sums)}\n\n`)
    if (reason === 'passed' && isWhole(sums) && isUsual) keep(sums)
  }
}

function keep(sums: readonly Summed[]): void {
  fill('README.md', shortTable(sums))
  fill('docs/reliability.md', pageText(sums))
}

function fill(path: string, figures: string): void {
  const page = readFileSync(pageAt(path), 'utf8')
  writeFileSync(pageAt(path), withFigures(page, figures))
}
