import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { renderPlan } from '../../src/render/plan-text.ts'
import { plain } from '../../src/render/theme.ts'
import { adoption, everything, planIn, refused, shared } from './worlds.ts'

// Pages as people read them: `npm run golden` writes them anew, and their difference is read before it is kept.

const PAGES = {
  'a standard laid over 40 repositories': adoption,
  'a policy of 300 repositories that changes': shared,
  'everything that must not be missed': everything,
  'a plan that a guard refuses': refused,
}

test.each(Object.entries(PAGES))('%s, at 80 and 120 columns', async (name, world) => {
  const plan = await planIn(world)
  for (const width of [80, 120]) {
    const page = renderPlan(plan, { theme: plain, width, expand: false })
    await expect(page).toMatchFileSnapshot(`pages/${name.replaceAll(' ', '-')}-${width}.txt`)
    for (const line of page.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(width)
  }
})
