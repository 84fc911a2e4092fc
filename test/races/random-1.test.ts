import { test } from 'vitest'
import { rounds } from './rounds.ts'

test('nothing that a second client does between any two calls is undone without a word', () => rounds(1, 50), 120_000)
