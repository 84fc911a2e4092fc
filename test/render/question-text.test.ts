import { describe, expect, test } from 'vitest'
import type { Change, Impact, Plan, PlannedTarget } from '../../src/model.ts'
import { applyQuestion, copyQuestion } from '../../src/render/question-text.ts'
import { plan } from './documents.ts'

const [base] = plan.changes as [Change]
const [there] = plan.targets as [PlannedTarget]

const changeIn = (target: string, more: Partial<Change> = {}): Change =>
  ({ ...base, address: `repository["${target}"]`, target, ...more }) as Change

const targetOf = (name: string, account = '111122223333', endpoint?: string): PlannedTarget => {
  const { endpoint: _, ...target } = there
  return { ...target, name, account, region: 'eu-west-1', ...(endpoint !== undefined && { endpoint }) }
}

const planOver = (targets: readonly PlannedTarget[], changes: readonly Change[]): Plan => ({
  ...plan,
  targets,
  changes,
  refused: [],
})

const none = { images: 0, bytes: 0 }
const impact = (more: Partial<Impact>): Impact => ({
  expire: none,
  archive: none,
  keep: none,
  tagged: [],
  unnamed: 0,
  newlyCondemned: 0,
  pulledLast30Days: 0,
  byRule: [],
  idleRules: [],
  shadowedRules: [],
  indexes: 0,
  parts: 0,
  isUpperBound: false,
  ...more,
})
const condemned = (action: 'EXPIRE' | 'TRANSITION') => ({ digest: 'sha256:0', tags: ['v1'], rulePriority: 1, action })

describe('where an apply writes', () => {
  test.each<[string, Plan, readonly string[]]>([
    [
      'is one account and region',
      planOver([targetOf('prod')], [changeIn('prod')]),
      ['In prod: account 111122223333, eu-west-1'],
    ],
    [
      'is a shard of it',
      { ...planOver([targetOf('prod')], [changeIn('prod')]), shard: { index: 2, count: 8 } },
      ['In prod: account 111122223333, eu-west-1, shard 2 of 8'],
    ],
    [
      'is an endpoint where that is not the one of AWS',
      planOver([targetOf('prod', '', 'http://127.0.0.1:4510')], [changeIn('prod')]),
      ['In prod: an account that could not be read, eu-west-1 at http://127.0.0.1:4510'],
    ],
    [
      'is the embedded ECR',
      planOver([targetOf('prod', '1', 'embedded')], [changeIn('prod')]),
      ['In prod: account 1, eu-west-1 in the embedded ECR'],
    ],
    [
      'is no target in which nothing is to be done',
      planOver([targetOf('a'), targetOf('b')], [changeIn('b')]),
      ['In b: account 111122223333, eu-west-1'],
    ],
    [
      'is each of several',
      planOver([targetOf('a', '1'), targetOf('b', '2')], [changeIn('a'), changeIn('b')]),
      ['In 2 targets:', '  a: account 1, eu-west-1', '  b: account 2, eu-west-1'],
    ],
    [
      'is five of many, and how many more',
      planOver(
        [...'abcdefgh'].map(name => targetOf(name)),
        [...'abcdefgh'].map(name => changeIn(name)),
      ),
      ['In 8 targets:', ...[...'abcde'].map(name => `  ${name}: account 111122223333, eu-west-1`), '  and 3 more'],
    ],
  ])('%s', (_name, document, places) => {
    const { about } = applyQuestion(document)
    expect(about.slice(0, -1)).toEqual(places)
    expect(about.at(-1)).toMatch(/^Plan: /)
  })
})

describe('what has to be typed', () => {
  const blocked = { code: 'IN_USE', reason: 'it is in use', hint: 'Keep it.' }
  const expiring = impact({ expire: { images: 1, bytes: 1 }, tagged: [condemned('EXPIRE')] })

  test.each<[string, readonly Partial<Change>[], string | undefined]>([
    ['a letter for what can be taken back', [{ action: 'create' }, { action: 'update' }], undefined],
    ['the name of the target for a delete', [{ action: 'create' }, { action: 'delete' }], 'prod'],
    ['the name for a replace', [{ action: 'replace' }], 'prod'],
    ['the name where images with tags expire', [{ impact: expiring }], 'prod'],
    ['the name where they may', [{ impact: impact({ expire: { images: 1, bytes: 1 }, unnamed: 1 }) }], 'prod'],
    ['a letter where images without tags expire', [{ impact: impact({ expire: { images: 1, bytes: 1 } }) }], undefined],
    ['a letter where images are archived', [{ impact: impact({ tagged: [condemned('TRANSITION')] }) }], undefined],
    ['a letter where the delete is blocked', [{ action: 'create' }, { action: 'delete', blocked }], undefined],
  ])('%s', (_name, changes, word) => {
    const question = applyQuestion(
      planOver(
        [targetOf('prod')],
        changes.map(change => changeIn('prod', change)),
      ),
    )
    expect(question.word).toBe(word)
    expect(question.text).toContain(word === undefined ? 'Make these changes?' : `type ${word}:`)
  })

  test.each(['y', 'Y', 'yes'])('more than the name of a target that is called %s', name => {
    const question = applyQuestion(planOver([targetOf(name)], [changeIn(name, { action: 'delete' })]))
    expect(question.word).toBe(`target ${name}`)
  })

  test('the name of the one of several that loses something', () => {
    const targets = [targetOf('a'), targetOf('b')]
    expect(applyQuestion(planOver(targets, [changeIn('a'), changeIn('b', { action: 'delete' })])).word).toBe('b')
  })

  test('how many lose something, where these are several', () => {
    const targets = [...'abc'].map(name => targetOf(name))
    const changes = [changeIn('a', { action: 'delete' }), changeIn('b', { action: 'delete' }), changeIn('c')]
    expect(applyQuestion(planOver(targets, changes))).toMatchObject({
      word: '2 targets',
      text: 'What goes from 2 targets cannot be brought back. To make these changes, type 2 targets:',
    })
  })
})

test('a copy says from where to where, and how much', () => {
  const place = { account: '111122223333', region: 'eu-west-1' }
  const amounts = ['5 images to copy, at most 12 MiB', '2 tags to put']
  expect(copyQuestion({ from: 'old/app', to: 'new/app', ...place, amounts })).toEqual({
    about: ['old/app → new/app in account 111122223333, eu-west-1', '5 images to copy, at most 12 MiB, 2 tags to put.'],
    text: 'Copy?',
  })
})
