import fc from 'fast-check'
import { test } from 'vitest'
import { runs } from '../../runs.ts'
import { ACCOUNTS, registries } from './registries.ts'
import { expectHeld } from './resolving.ts'

test('what is factored comes to exactly what was held, in every account and region', async () => {
  await fc.assert(
    fc.asyncProperty(registries, fc.constantFrom('flat', 'by-prefix'), async (held, layout) => {
      await expectHeld(held, { layout, accounts: ACCOUNTS })
    }),
    { numRuns: runs(100), endOnFailure: !!process.env.QUICK },
  )
})
