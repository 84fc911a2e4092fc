import { Ajv } from 'ajv'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { refuseForeign } from '../../src/apply/remade.ts'
import { planIn } from '../../src/documents/plan-file.ts'
import { sealed } from '../../src/documents/plan-saving.ts'
import type { Plan } from '../../src/model.ts'
import { jsonPieces } from '../../src/render/json-pieces.ts'
import { planSchema } from '../../src/render/output-schemas.ts'
import { renderPlan } from '../../src/render/plan-text.ts'
import { colored, plain } from '../../src/render/theme.ts'
import { runs } from '../runs.ts'
import { CERTAIN, denied, inUse, manifestOfImages, planFor, registryOfImages } from './image-plans.ts'
import { PATIENCE } from './scenario.ts'

const validate = new Ajv({ allErrors: true, allowUnionTypes: true, strictTypes: false }).compile(planSchema)

const SAVED_AT = new Date('2026-01-31T12:00:00Z')

const OPTIONS = [
  { theme: plain, expand: false, width: 110 },
  { theme: plain, expand: true, width: 60 },
  { theme: colored, expand: false, width: 60 },
  { theme: colored, expand: true, width: 140 },
]

test('a plan is a document: read back from a file it is the same, and prints the same bytes in every way', async () => {
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(manifestOfImages, registryOfImages, denied, inUse, async (json, holdings, answers, used) => {
      const plan = await planFor({ manifest: json, holdings, answers, used })
      fc.pre(plan !== undefined)
      const read: Plan = JSON.parse(JSON.stringify(plan))
      expect(read).toStrictEqual(plan)
      for (const options of OPTIONS) expect(renderPlan(read, options)).toBe(renderPlan(plan, options))
      validate(read)
      expect(validate.errors).toBeNull()
      refuseForeign(read, 'ecr.plan')
      const saved = sealed(plan, SAVED_AT)
      expect(planIn([...jsonPieces(saved)].join(''), 'ecr.plan', plan.ecrsync)).toStrictEqual(saved)
      for (const { kind, action, blocked } of plan.changes) seen.add(`${action} ${kind} ${blocked?.code ?? ''}`)
      for (const { code } of [...plan.warnings, ...plan.refused]) seen.add(code)
      for (const { unread } of plan.targets) for (const { code } of unread) seen.add(code)
    }),
    { numRuns: runs(30), examples: [CERTAIN], ...PATIENCE },
  )
  expect([...seen]).toEqual(expect.arrayContaining(['create image ', 'update image ', 'ACCESS_DENIED']))
})
