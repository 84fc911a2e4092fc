import fc from 'fast-check'
import { planIn } from '../../../src/documents/plan-file.ts'
import { receiptIn } from '../../../src/documents/receipt-text.ts'
import { EcrsyncError } from '../../../src/errors.ts'
import { SOUND } from '../../manifest/garbage.ts'
import type { Hostile } from './hostile.ts'
import type { Ended } from './judge.ts'
import { readManifest } from './manifests.ts'
import { failurePages } from './pages.ts'

/** So long that what takes its time again for each character takes many seconds. */
const LENGTH = 256 * 1024

const PIECES = [
  ...[
    '[',
    '{',
    '{a: ',
    '{"a":',
    '[[],',
    '- ',
    '- - ',
    '? ',
    ': ',
    ',',
    '"',
    "'",
    '\\u0000',
    '\\',
    '|\n',
    '> ',
    'a: b\n',
    'a:\n',
  ],
  ...[
    '&a ',
    '*a ',
    '&a [*a, ',
    '<<: *a\n',
    '!!binary ',
    '!x ',
    '%YAML 1.2\n',
    '---\n',
    '# ',
    '${{ ',
    '${{ env.X }}',
    ' ',
    '\t',
    '\n',
  ],
  ...['x', 'é', '\u001b[2J', '\u202e', '\u0000', '\r\n', '*', '**/', '{a,b}', 'a@b:c/', 'a b ', '<<<<<<< HEAD\n'],
]

const HEADS = {
  'ecrsync.yaml': ['', 'version: 1\nname: acme\nrepositories:\n  ', 'version: 1\nname: "'],
  'p.json': ['', '{"Statement":[{"Effect":"'],
  plan: ['', '{"formatVersion":1,"createdAt":"'],
  receipt: ['', '{"type":"receipt","formatVersion":1,"ecrsync":"'],
} as const

interface Case {
  readonly file: keyof typeof HEADS
  readonly head: string
  readonly piece: string
}

const cases: fc.Arbitrary<Case> = fc.constantFrom(...(Object.keys(HEADS) as (keyof typeof HEADS)[])).chain(file =>
  fc.record({
    file: fc.constant(file),
    head: fc.constantFrom<string>(...HEADS[file]),
    piece: fc.constantFrom(...PIECES),
  }),
)

const textOf = ({ head, piece }: Case): string => head + piece.repeat(Math.ceil(LENGTH / piece.length))

async function run(given: Case): Promise<Ended> {
  const text = textOf(given)
  if (given.file === 'ecrsync.yaml' || given.file === 'p.json')
    return readManifest({ files: { ...SOUND, [given.file]: text } })
  try {
    if (given.file === 'plan') planIn(text, 'ecr.plan', '0.0.0')
    else receiptIn(text, 'r.json')
    return {}
  } catch (thrown) {
    return { thrown, pages: thrown instanceof EcrsyncError ? failurePages(thrown) : [] }
  }
}

export const large = (count: number): Hostile<Case> => ({
  what: 'long texts of one piece',
  count,
  inputs: cases,
  size: given => Buffer.byteLength(textOf(given)),
  atLeast: { taken: 0, refused: 0.5 },
  run,
})
