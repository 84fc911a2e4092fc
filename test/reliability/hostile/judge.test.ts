import { expect, test } from 'vitest'
import { EcrsyncError } from '../../../src/errors.ts'
import { type Ended, judged } from './judge.ts'

// Each promise is broken once on purpose: what cannot fail proves nothing.

const assign = (target: object, key: string, value: unknown) => Object.assign(target, { [key]: value })

const BROKEN: readonly (readonly [name: string, run: () => Promise<Ended> | never, found: RegExp])[] = [
  ['a bug', async () => Promise.reject(new TypeError('x is undefined')), /^crash: TypeError: x is undefined/],
  ['a bug that is said as one', async () => ({ thrown: new EcrsyncError('INTERNAL', 'a bug') }), /^crash: INTERNAL/],
  ['what is no error', async () => Promise.reject('no'), /^crash: no$/],
  [
    'a new member of all objects',
    async () => ({ ...assign(Object.prototype, 'isAdmin', true) }),
    /^polluted: isAdmin$/,
  ],
  [
    'another member of all lists',
    async () => ({ ...assign(Array.prototype, 'copyWithin', 7) }),
    /^polluted: copyWithin$/,
  ],
  ['a key of the prototype', async () => ({ documents: [[JSON.parse('{"a":{"__proto__":{}}}')]] }), /^leaked: a key/],
  ['a prototype of its own', async () => ({ documents: [Object.create({ isAdmin: true })] }), /^leaked: a prototype/],
  ['a file above', async () => ({ strayed: ['/etc/passwd'] }), /^outside: \/etc\/passwd$/],
  ['a sequence', async () => ({ pages: ['fine', 'a\u001b[2Jb'] }), /^hidden: "a\\u001b\[2Jb"$/],
  ['a command of one byte', async () => ({ pages: ['a\u009b2J'] }), /^hidden/],
  ['a direction that turns', async () => ({ pages: ['a\u202eb'] }), /^hidden/],
  ['a return', async () => ({ pages: ['a\rb'] }), /^hidden/],
  ['seconds for a few bytes', async () => busy(2.7), /^slow: /],
]

function busy(seconds: number): Ended {
  const before = process.cpuUsage()
  for (;;) {
    const { user, system } = process.cpuUsage(before)
    if ((user + system) / 1e6 > seconds) return {}
  }
}

test.each(BROKEN)('%s is found, and nothing else', async (_name, run, found) => {
  const { faults } = await judged(10, run)
  expect(faults).toEqual([expect.stringMatching(found)])
  expect((await judged(10, async () => ({}))).faults).toEqual([])
})

test('what never ends is a crash', async () => {
  const { faults } = await judged(10, () => new Promise(() => {}), 20)
  expect(faults).toEqual([expect.stringMatching(/^crash: Error: It never ends/)])
})

test('what is refused, or taken as it should be, is none', async () => {
  const refused = async () => Promise.reject(new EcrsyncError('INVALID_MANIFEST', 'no'))
  expect(await judged(10, refused)).toEqual({ end: 'INVALID_MANIFEST', faults: [] })
  const taken = async () => ({ pages: ['two\nlines ❤\ufe0f'], documents: [{ a: [1, new Map([['x', new Date(0)]])] }] })
  expect(await judged(10, taken)).toEqual({ end: 'taken', faults: [] })
})
