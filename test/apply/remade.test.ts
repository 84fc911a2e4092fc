import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { refuseForeign } from '../../src/apply/remade.ts'
import type { EcrsyncError } from '../../src/errors.ts'
import type { Plan } from '../../src/model.ts'

const SCENARIOS = fileURLToPath(new URL('../scenarios', import.meta.url))
const cases = readdirSync(SCENARIOS, { withFileTypes: true }).filter(entry => entry.isDirectory())
const planOf = (name: string): Plan => JSON.parse(readFileSync(`${SCENARIOS}/${name}/plan.json`, 'utf8'))

const wrongIn = (plan: Plan): string | undefined => {
  try {
    refuseForeign(plan, 'ecr.plan')
    return undefined
  } catch (error) {
    return (error as EcrsyncError).detail
  }
}

describe('a plan that ecrsync has made', () => {
  test.each(cases.map(({ name }) => name))('is one that it would make: %s', name => {
    expect(wrongIn(planOf(name))).toBeUndefined()
  })
})
