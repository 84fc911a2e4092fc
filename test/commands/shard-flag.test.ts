import { expect, test } from 'vitest'
import { shardNamed } from '../../src/commands/shard-flag.ts'
import { EcrsyncError } from '../../src/errors.ts'

test.each([
  ['1/1', 1, 1],
  ['2/8', 2, 8],
  ['8/8', 8, 8],
  ['1000/1000', 1000, 1000],
  ['0+1/8', 1, 8],
  ['7+1/8', 8, 8],
])('%s is shard %i of %i', (given, index, count) => {
  expect(shardNamed(given)).toEqual({ index, count })
})

test.each([
  ['0/3', 'Write --shard 1/3; for an index that is counted from 0, --shard 0+1/3'],
  ['4/3', 'Write --shard 3/3, or raise the number behind the slash in all of them.'],
  ['3+1/3', 'Write --shard 3/3, or raise the number behind the slash in all of them.'],
  ['1/0', 'Write for example --shard 1/4'],
  ['0/0', 'Write for example --shard 1/4'],
  ['1/1001', 'Write for example --shard 1/4'],
  ['a/b', 'Write for example --shard 1/4'],
  ['', 'Write for example --shard 1/4'],
  ['3', 'Write for example --shard 1/4'],
  ['1/3/5', 'Write for example --shard 1/4'],
  ['-1/3', 'Write for example --shard 1/4'],
  ['1.5/3', 'Write for example --shard 1/4'],
  ['1+2/3', 'Write for example --shard 1/4'],
  ['$(JOB_COMPLETION_INDEX)+1/3', 'Write for example --shard 1/4'],
])('%s is none, and is told what to type', (given, hint) => {
  const error = (() => {
    try {
      return shardNamed(given)
    } catch (thrown) {
      return thrown
    }
  })()
  expect(error).toBeInstanceOf(EcrsyncError)
  expect(error).toMatchObject({ code: 'INVALID_FLAG', message: `--shard ${given || '""'} is no shard`, hint })
})
