import { describe, expect, test } from 'vitest'
import { CHECKS, checkOf } from '../../../src/kinds/checks/index.ts'
import { TODAY, toldOf } from '../../manifest/checked.ts'

const codesOf = async (text: string): Promise<readonly string[]> => (await toldOf(text)).map(({ code }) => code)

/** With a waiver of it wherever one may stand. */
function waived(text: string, code: string): string {
  const waive = `waive: [{ check: ${code}, reason: "seen", until: "${TODAY}" }]`
  return text
    .replace(/^( {2})?(?= *\S)/gm, '$1')
    .replace(/^(registry:|repositories:\n {2}team\/app:)$/m, (all, head) =>
      head === 'registry:' ? `${all}\n  ${waive}` : `${all}\n    ${waive}`,
    )
}

test('codes are told apart, in their order, and found by', () => {
  const codes = CHECKS.map(({ code }) => code)
  expect(codes).toEqual([...new Set(codes)].toSorted())
  for (const check of CHECKS) expect(checkOf(check.code)).toBe(check)
})

describe.each(CHECKS.map(check => [check.code, check] as const))('%s', (code, { severity, example }) => {
  test('is found in its example, as the severity that its page says', async () => {
    const told = (await toldOf(example.found)).filter(one => one.code === code)
    expect(told).toEqual([expect.objectContaining({ severity })])
    expect(told[0]?.detail).toMatch(/./)
    expect(told[0]?.hint).toMatch(/./)
    expect(told[0]?.source).toBeDefined()
  })

  test('is not found in the mended one, which is sound', async () => {
    const told = await toldOf(example.mended)
    expect(told.filter(one => one.code === code || one.severity === 'error')).toEqual([])
  })

  test('is waived', async () => expect(await codesOf(waived(example.found, code))).not.toContain(code))

  test('is an error for whoever says so, and then refuses the manifest', async () => {
    const told = await toldOf(`checks: { ${code}: error }\n${example.found}`)
    expect(told[0]).toMatchObject({ severity: 'error', code })
  })

  test('is not told to whoever ignores it', async () =>
    expect(await codesOf(`checks: { ${code}: ignore }\n${example.found}`)).not.toContain(code))
})

test('scanning of a repository beside that of the registry is a warning', async () => {
  const text = `registry: { scanningConfiguration: { scanType: BASIC, rules: [] } }
repositories:
  team/app: { imageScanningConfiguration: { scanOnPush: true } }
`
  expect((await toldOf(text)).filter(({ code }) => code === 'ECR401')).toMatchObject([{ severity: 'warning' }])
})

describe('a lifecycle policy that others look after', () => {
  const check = async (text: string) => (await codesOf(text)).filter(code => code === 'ECR201')

  test('is not missed', async () =>
    expect(await check('repositories:\n  team/app: { unmanaged: [lifecyclePolicy] }\n')).toEqual([]))

  test('is not missed by a layer that says so either', async () =>
    expect(
      await check('defaults: [{ match: "**", unmanaged: [lifecyclePolicy] }]\nrepositories:\n  team/app:\n'),
    ).toEqual([]))

  test('is missed where there must be none', async () =>
    expect(await check('repositories:\n  team/app: { lifecyclePolicy: null }\n')).toEqual(['ECR201']))

  test('is not missed of what nobody declares', async () =>
    expect(
      await check('repositories: {}\ndiscovered: [{ match: "cache/**", imageTagMutability: IMMUTABLE }]\n'),
    ).toEqual([]))
})
