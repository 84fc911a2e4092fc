import { expect, test } from 'vitest'
import type { LoggedCall } from '../../../src/emulator/http/calls.ts'
import type { Change, Operation, Outcome, Plan } from '../../../src/model.ts'
import { dishonestyIn, doneAnyway } from './exactly.ts'

const change = (name: string, operations: readonly object[], more: Partial<Change> = {}): Change =>
  ({
    target: 'default',
    address: `thing["${name}"]`,
    action: 'update',
    scope: 'repository',
    repository: name,
    needs: [],
    operations: operations as readonly Operation[],
    ...more,
  }) as unknown as Change

const call = (operation: string, input: object, more: Partial<LoggedCall> = {}): LoggedCall =>
  ({ time: '', peak: 1, operation, input, ...more }) as LoggedCall

const TAG = { repositoryName: 'a', tags: ['x'] }
const GOING = (...imageIds: readonly object[]) => ({ repositoryName: 'a', imageIds })
const [ONE, OTHER] = [{ imageDigest: '1' }, { imageDigest: '2' }]
const COPY = { action: 'CopyImage', input: { repositoryName: 'a', imageTag: 'v1' } }

const tagged = change('a', [{ action: 'TagResource', input: TAG }])
const created = change('b', [{ action: 'CreateRepository', input: { repositoryName: 'b' } }], { action: 'create' })
const after = change('a', [{ action: 'TagResource', input: TAG }], {
  needs: [{ target: 'default', address: created.address }],
})
const doomed = [ONE, OTHER].map(id =>
  change(`a@${id.imageDigest}`, [{ action: 'BatchDeleteImage', input: GOING(id) }], {
    action: 'delete',
    repository: 'a',
  }),
)

const CASES: readonly (readonly [
  name: string,
  changes: readonly Change[],
  calls: readonly LoggedCall[],
  found: readonly RegExp[],
])[] = [
  ['the call of an operation, and reads', [tagged], [call('DescribeImages', {}), call('TagResource', TAG)], []],
  ['an operation that is not called', [tagged], [], [/^0 times: TagResource/]],
  ['an operation that is called twice', [tagged], [call('TagResource', TAG), call('TagResource', TAG)], [/^2 times/]],
  ['a call that is no operation', [], [call('TagResource', TAG)], [/^not planned: TagResource/]],
  ['another input', [tagged], [call('TagResource', { ...TAG, tags: ['y'] })], [/^not planned/, /^0 times/]],
  [
    'a call that failed',
    [tagged],
    [call('TagResource', TAG, { error: 'ServerException' })],
    [/^failed: .* ServerException/],
  ],
  ['what is blocked', [{ ...tagged, blocked: { code: 'X', reason: '', hint: '' } }], [], []],
  [
    'what it needs first',
    [created, after],
    [call('TagResource', TAG), call('CreateRepository', { repositoryName: 'b' })],
    [/^thing\["a"\] came before thing\["b"\]/],
  ],
  [
    'a delete before all else',
    [doomed[0] as Change, created],
    [call('BatchDeleteImage', GOING(ONE)), call('CreateRepository', { repositoryName: 'b' })],
    [/came before all that is no delete/],
  ],
  ['images that go together', doomed, [call('BatchDeleteImage', GOING(ONE, OTHER))], []],
  [
    'an image that goes twice',
    doomed,
    [call('BatchDeleteImage', GOING(ONE, OTHER)), call('BatchDeleteImage', GOING(ONE))],
    [/^2 times: BatchDeleteImage {"imageDigest":"1"}/],
  ],
  [
    'a copy',
    [change('a', [COPY])],
    [
      call('InitiateLayerUpload', { repositoryName: 'a' }),
      call('CompleteLayerUpload', { repositoryName: 'a' }),
      call('PutImage', { repositoryName: 'a' }),
      call('PutImage', { repositoryName: 'a', imageTag: 'v1' }),
    ],
    [],
  ],
  [
    'a copy without its tag',
    [change('a', [COPY])],
    [call('PutImage', { repositoryName: 'a' })],
    [/^0 times: CopyImage/],
  ],
  [
    'an upload elsewhere',
    [change('a', [COPY])],
    [call('PutImage', { repositoryName: 'a', imageTag: 'v1' }), call('InitiateLayerUpload', { repositoryName: 'c' })],
    [/^not planned: InitiateLayerUpload/],
  ],
]

test.each(CASES)('%s', (_name, changes, calls, found) => {
  const said = dishonestyIn({ changes } as unknown as Plan, calls)
  expect(said).toEqual(found.map(one => expect.stringMatching(one)))
})

const SKIPPED: Outcome = { status: 'skipped', because: 'image["a:v1"]' }
const DONE: Outcome = { status: 'done', calls: [], before: null, after: null }

test.each<readonly [string, readonly Outcome[], readonly LoggedCall[], number]>([
  ['what was skipped and called is told', [SKIPPED, DONE], [call('BatchDeleteImage', GOING(ONE, OTHER))], 1],
  ['what was done is not', [DONE, DONE], [call('BatchDeleteImage', GOING(ONE, OTHER))], 0],
  ['nor what was skipped indeed', [SKIPPED, DONE], [call('BatchDeleteImage', GOING(OTHER))], 0],
])('%s', (_, outcomes, calls, found) => {
  expect(doneAnyway({ changes: doomed } as unknown as Plan, outcomes, calls)).toHaveLength(found)
})
