import { test } from 'vitest'
import { rounds } from './rounds.ts'

/** `npm run test:reliability` makes five hundred. */
test('nothing that a second client does between any two calls is undone without a word', async () => {
  await rounds(1, 40)
}, 120_000)
