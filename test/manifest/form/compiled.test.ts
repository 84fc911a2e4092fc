import { readdirSync, readFileSync } from 'node:fs'
import type { ErrorObject } from 'ajv'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { validatorAt } from '../../../src/manifest/form/compiling.ts'
import { numbered, numberOf } from '../../../src/manifest/form/numbered.ts'
import { fragmentSchema, manifestSchema } from '../../../src/manifest/form/schema.ts'
import { anyManifest } from '../../properties/manifests.ts'
import { mutation, placesIn, withAt } from '../../properties/mutations.ts'

const BUILT = new URL('../../../dist/manifest/form/compiled.js', import.meta.url).href
const { validatorAt: builtAt }: { readonly validatorAt: typeof validatorAt } = await import(BUILT)

type Errors = readonly ErrorObject[]

const errorsBy = (validator: typeof validatorAt, number: number, value: unknown): Errors => {
  const validate = validator(number)
  return validate(value) ? [] : (validate.errors ?? [])
}

/** What both say of a value. */
function saidOf(value: unknown, number: number): Errors {
  const said = errorsBy(validatorAt, number, value)
  expect(errorsBy(builtAt, number, value)).toEqual(said)
  return said
}

const WHOLE = [manifestSchema, fragmentSchema].map(numberOf)
const FOLDER = new URL('../../mistakes/', import.meta.url)

/** Of those that are YAML, and of another form. */
const mistakes = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.yaml'))
  .flatMap(file => {
    try {
      return [[file, parse(readFileSync(new URL(file, FOLDER), 'utf8'), { logLevel: 'error' })] as const]
    } catch {
      return []
    }
  })

test('what is built has the errors of what is compiled: mistakes that people make', () => {
  const refused = mistakes.filter(([, value]) =>
    WHOLE.map(number => saidOf(value, number)).every(said => said.length > 0),
  )
  expect(refused.length).toBeGreaterThan(20)
})

test('what is built has the errors of what is compiled: a manifest, and one with something wrong in it', () => {
  fc.assert(
    fc.property(anyManifest, fc.nat(), mutation, (manifest, at, mutate) => {
      const places = placesIn(manifest).slice(1)
      for (const number of WHOLE) {
        saidOf(manifest, number)
        saidOf(withAt(manifest, places[at % places.length] ?? [], mutate), number)
      }
    }),
    { numRuns: 100 },
  )
})

test('what is built has the errors of what is compiled: any value, of each schema that stands in them', () => {
  const values = [null, true, 7, -1, '', 'x', '${{ vars.x }}', [], ['x'], {}, { x: 1 }, { name: 'x' }]
  for (const number of numbered().keys()) for (const value of values) saidOf(value, number)
})

test('no validator copies all errors for those of a part', () => {
  expect(readFileSync(new URL(BUILT), 'utf8')).not.toContain('.concat(')
})

test('a schema with forms says nothing besides, so that an error below it is one of its forms', () => {
  const words = ['description', 'default', 'examples', 'editor', 'anyOf']
  const others = numbered().filter(schema => schema.anyOf && !Object.keys(schema).every(key => words.includes(key)))
  expect(others).toEqual([])
})

test('no form has forms itself', () => {
  const forms = numbered().flatMap(({ anyOf = [] }) => anyOf as readonly object[])
  expect(forms.filter(form => 'anyOf' in form)).toEqual([])
})
