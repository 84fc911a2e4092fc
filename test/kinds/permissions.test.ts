import { describe, expect, test } from 'vitest'
import { PULLS, UPLOADS } from '../../src/aws/api.ts'
import type { Permissions } from '../../src/kinds/permissions.ts'
import { differenceOf } from '../../src/plan/diff.ts'
import { beforesOf, EXAMPLES, type Example, NAME } from './examples.ts'

const WHOLE = { isDiscovered: false, isTakenBack: false }
const TAKEN_BACK = { isDiscovered: false, isTakenBack: true }

const permitsOf = ({ kind, want }: Example, about = WHOLE): Permissions =>
  kind.permits?.(want, about) ?? (kind.uses as Permissions)

/** A copy of an image is no call by itself. */
const stepsOf = (action: string): readonly string[] =>
  action === 'CopyImage' ? [...Object.keys(PULLS), ...Object.keys(UPLOADS)] : [action]

/** What is called to make a wish so, over each thing that may be there. */
const writesOver = ({ kind, want }: Example): readonly string[] =>
  beforesOf({ kind, want } as Example).flatMap(before => {
    const merged = kind.merge(before, want)
    const difference = differenceOf(kind, NAME, before, merged && kind.canonical(merged))
    // What ECR fixes at creation is refused.
    const isRefused = difference?.action === 'replace' && kind.key === 'repository'
    return difference && !isRefused ? kind.write(difference, want).map(({ action }) => action) : []
  })

describe('what a wish permits', () => {
  test.each(EXAMPLES)('%s: is all that is written for it, whatever is there', (_, example) => {
    const { writes = [] } = permitsOf(example)
    const written = writesOver(example).filter(action => action !== 'CopyImage')
    expect(written.filter(action => !(writes as readonly string[]).includes(action))).toEqual([])
  })

  test.each(EXAMPLES)('%s: is what its kind uses', (_, example) => {
    const { uses } = example.kind
    const known = new Set<string>([...uses.reads, ...uses.writes.flatMap(stepsOf), 'TagResource'])
    for (const about of [WHOLE, TAKEN_BACK]) {
      const { reads = [], writes = [], others = [], serviceRoles = [], passes = [] } = permitsOf(example, about)
      // To see what an index holds, and what refers to an image, takes the permission of a pull.
      const isKnown = (action: string) => known.has(action) || action === 'ListImageReferrers'
      expect([...reads, ...writes].filter(action => !isKnown(action))).toEqual([])
      expect(others.filter(action => !uses.others?.includes(action))).toEqual([])
      expect(serviceRoles.filter(service => !uses.serviceRoles?.includes(service))).toEqual([])
      expect(passes.length > 0 && uses.passesRolesTo === undefined).toBe(false)
    }
  })

  test.each(EXAMPLES)('%s: is no less where it may be taken back', (_, example) => {
    const [once, back] = [permitsOf(example), permitsOf(example, TAKEN_BACK)]
    expect((once.writes ?? []).filter(action => !back.writes?.includes(action))).toEqual([])
  })
})
