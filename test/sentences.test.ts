import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Plan } from '../src/model.ts'
import { nestedIn, nestedOn } from './sentences.ts'

test.each([
  ['The list could not be read: DescribeRepositories is not allowed: nobody may', 1],
  ['The list could not be read. DescribeRepositories is not allowed: nobody may', 0],
  ['No connection to a (connect ECONNREFUSED 127.0.0.1:1: no). So: nothing', 0],
  ['Write "a: b: c" or `d: e: f`: it is the same', 0],
  ['ecr:team/app:v1@sha256:00: it is not there', 0],
])('%s', (text, nested) => expect(nestedIn(text)).toHaveLength(nested))

test('are found on a page, without code frames and hints', () => {
  const page = `a.yaml:1:2 error UNKNOWN_KEY: Unknown key: what: that
  1 | a: b: c: d
    |    ^
  It is this:
  that: those, or
  a.yaml:3:4 it: is: here
  hint: Write a: b: c: d

warning IDLE: nothing: here

export A=b: c: d`
  expect(nestedOn(page)).toEqual(['Unknown key: what: that', 'It is this: that: those, or a.yaml:3:4 it: is: here'])
})

const SCENARIOS = new URL('scenarios/', import.meta.url)
const plans = readdirSync(SCENARIOS, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) => [name, new URL(`${name}/plan.json`, SCENARIOS)] as const)

test.each(plans)('of the plan of the scenario %s are none nested', (_name, file) => {
  const { targets, changes, warnings, refused } = JSON.parse(readFileSync(file, 'utf8')) as Plan
  const said = [
    ...targets.flatMap(({ unread }) => unread.map(({ message }) => message)),
    ...changes.flatMap(({ blocked }) => blocked?.reason ?? []),
    ...[...warnings, ...refused].flatMap(({ summary, detail = '' }) => [summary, detail]),
  ]
  expect(said.flatMap(nestedIn)).toEqual([])
})
