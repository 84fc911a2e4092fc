import { Ajv } from 'ajv'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KINDS, kindOf } from '../../src/kinds/index.ts'
import type { PolicyDocument } from '../../src/kinds/policy/document.ts'
import { manifestSchema } from '../../src/manifest/form/schema.ts'
import type { Fields } from '../../src/model.ts'
import { settablePaths } from '../../src/plan/diff.ts'
import { LAMBDAS } from '../lambda.ts'
import { runs } from '../runs.ts'
import { arnOf } from '../world.ts'
import { NAME } from './examples.ts'
import { OTHERS, policyOfAccess, repositoryPolicy, SPECS_OF } from './specs.ts'
import { expectStated, restated } from './stated.ts'

const validate = new Ajv({ strict: false }).compile(manifestSchema)

const stating = KINDS.filter(({ states }) => states).map(kind => [kind.key, kind] as const)

test.each(stating)(
  '%s: what is stated of anything makes no difference over it, and the same over nothing',
  (key, kind) => {
    const [name, specs] = SPECS_OF[key] as NonNullable<(typeof SPECS_OF)[string]>
    fc.assert(
      fc.property(specs, spec => {
        const states = expectStated(kind, name, kind.canonical(spec as Fields))
        const settings = kind.scope === 'registry' ? { registry: states ?? {} } : { repositories: { [NAME]: states } }
        validate({ version: 1, name: 'acme', ...settings })
        expect(validate.errors).toBeNull()
      }),
      { numRuns: runs(100) },
    )
  },
)

const policy = kindOf('repositoryPolicy')

test('whatever `access` has made is said by `access` again', () => {
  fc.assert(
    fc.property(policyOfAccess, spec => {
      const said = expectStated(policy, NAME, spec)?.repositoryPolicy
      expect([said].flat().flatMap(body => Object.keys(body as Fields))).toEqual([said].flat().map(() => 'access'))
    }),
    { numRuns: runs(100) },
  )
})

test('what Lambda added, and tags that nobody may write, make no difference where they are not said', () => {
  const repository = kindOf('repository')
  const [, repositories] = SPECS_OF.repository as NonNullable<(typeof SPECS_OF)[string]>
  const withLambdas = ({ Statement, ...head }: PolicyDocument, index: number) => ({
    ...head,
    repositoryArn: arnOf(NAME),
    Statement: Statement.toSpliced(index % (Statement.length + 1), 0, LAMBDAS as never),
  })
  fc.assert(
    fc.property(repositories, repositoryPolicy, fc.nat(9), (one, document, index) => {
      const things = [
        [repository, { ...one, tags: { ...((one as Fields).tags as Fields), ...OTHERS } }],
        [policy, withLambdas(document, index)],
      ] as const
      for (const [kind, live] of things) {
        const spec = kind.canonical(live as Fields)
        expect(settablePaths(kind, spec, restated(kind, NAME, spec)?.over ?? null)).toEqual([])
      }
    }),
    { numRuns: runs(100) },
  )
})
