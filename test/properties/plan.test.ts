import { expect, test } from 'vitest'
import { isInManifest } from '../../src/plan/discovered.ts'
import { always } from './scenario.ts'

test('L1: plan makes no call that changes anything', () =>
  always(async ({ ecr, intent }) => {
    await ecr.plan(intent)
    expect(ecr.emulator.calls.length).toBeGreaterThan(0)
    expect(
      ecr.emulator.calls.map(({ operation }) => operation).filter(name => !/^(Describe|Get|List)/.test(name)),
    ).toEqual([])
  }, 8))

test('L7: the same manifest over the same registry makes the same plan, byte for byte', () =>
  always(async ({ ecr, intent }) => {
    expect(JSON.stringify(await ecr.plan(intent))).toBe(JSON.stringify(await ecr.plan(intent)))
  }, 8))

test('plan reads each place once, and nothing of repositories that are not managed', () =>
  always(async ({ ecr, intent }) => {
    await ecr.plan(intent)
    const calls = ecr.emulator.calls.map(
      ({ operation, name, input }) => `${operation} ${name ?? JSON.stringify(input)}`,
    )
    // Where nothing is listed, the account is asked of the registry as well as what it copies.
    const twice = calls.filter((call, index) => calls.indexOf(call) !== index && call !== 'DescribeRegistry {}')
    expect(twice).toEqual([])
    const asked = new Set(ecr.emulator.calls.flatMap(({ name }) => name ?? []))
    expect([...asked].filter(name => !isInManifest(intent.wishes, name))).toEqual([])
  }, 8))
