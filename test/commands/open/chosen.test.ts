import { describe, expect, test } from 'vitest'
import { chosenOf } from '../../../src/commands/open/chosen.ts'
import type { EcrsyncError } from '../../../src/errors.ts'

const DECLARED = [
  { name: 'prod-eu', region: 'eu-west-1', labels: { env: 'prod' } },
  { name: 'prod-us', region: 'us-east-1', labels: { env: 'prod' } },
  { name: 'dev', labels: { env: 'dev' } },
]
const names = (flags: Parameters<typeof chosenOf>[0]) => chosenOf(flags, DECLARED).map(({ name }) => name)

describe('--target', () => {
  test.each([
    [undefined, ['prod-eu', 'prod-us', 'dev']],
    [['prod-*'], ['prod-eu', 'prod-us']],
    [
      ['env=dev', 'prod-us'],
      ['prod-us', 'dev'],
    ],
    [['!prod-us'], ['prod-eu', 'dev']],
  ])('%j chooses %j', (target, chosen) => {
    expect(names({ target })).toEqual(chosen)
  })

  test.each([
    [{ target: ['prod-ue'] }, 'No target matches "prod-ue" (--target)', 'Did you mean "prod-us"?'],
    [{ target: ['env=prod', 'tier=1'] }, 'No target has a label "tier" (--target)', 'labels: { tier: … }'],
    [{ target: ['dev', '!dev'] }, 'dev, !dev leaves no target (--target)', 'Mend the list'],
    [
      { region: 'us-east-1' },
      '--region us-east-1 cannot count, because targets say their regions themselves',
      'Write --target prod-us',
    ],
    [{ region: 'sa-east-1' }, '--region sa-east-1 cannot count', 'choose with --target: prod-eu, prod-us, dev.'],
  ])('%j is refused', (flags, summary, hint) => {
    const error = (() => {
      try {
        return expect.fail(names(flags).join())
      } catch (thrown) {
        return thrown as EcrsyncError
      }
    })()
    expect(error).toMatchObject({ code: 'INVALID_FLAG', message: expect.stringContaining(summary) })
    expect(error.hint).toContain(hint)
  })

  test('leaves --region to a target that says none', () => {
    expect(names({ target: ['dev'], region: 'us-east-1' })).toEqual(['dev'])
  })
})
