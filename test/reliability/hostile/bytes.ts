import fc from 'fast-check'
import { text } from './values.ts'

/** Of YAML and of JSON. */
const SIGNS = [
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    ': ',
    ':',
    '- ',
    '? ',
    '"',
    "'",
    '\\',
    '|',
    '>',
    '|-\n',
    '&a ',
    '*a',
    '<<: ',
    '!!binary ',
  ],
  ...['\n', '\r\n', '\t', '  ', '\n\n', '---\n', '...\n', '#', '%YAML 1.1\n', '${{ ', ' }}', '\uFEFF', '\0', '\\u0000'],
  ...[
    '\\ud800',
    '__proto__: ',
    '"__proto__": ',
    '\\u001b[2J',
    '\u009b',
    '0',
    '-',
    'e999',
    'null',
    'true',
    '~',
    '{}',
    '[]',
  ],
]

/** One change of bytes. */
interface Cut {
  readonly at: number
  readonly length: number
  readonly how: 'insert' | 'replace' | 'drop' | 'double' | 'flip' | 'move' | 'end'
  readonly with: string
}

const cut: fc.Arbitrary<Cut> = fc.record({
  at: fc.nat(1_000_000),
  length: fc.oneof(fc.nat(4), fc.nat(60)),
  how: fc.constantFrom('insert', 'insert', 'insert', 'replace', 'replace', 'drop', 'double', 'flip', 'move', 'end'),
  with: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...SIGNS) }, { weight: 1, arbitrary: text }),
})

export const cuts: fc.Arbitrary<readonly Cut[]> = fc.array(cut, { minLength: 1, maxLength: 4 })

/** The bytes made otherwise. */
export const cutBy = (bytes: Uint8Array, all: readonly Cut[]): Uint8Array => all.reduce(cutOnce, bytes)

function cutOnce(bytes: Uint8Array, { at, length, how, with: other }: Cut): Uint8Array {
  const place = at % (bytes.length + 1)
  const [before, there, after] = [
    bytes.subarray(0, place),
    bytes.subarray(place, place + length),
    bytes.subarray(place + length),
  ]
  if (how === 'end') return at % 8 === 0 ? before : bytes
  if (how === 'drop') return Buffer.concat([before, after])
  if (how === 'double') return Buffer.concat([before, there, there, after])
  if (how === 'move') return Buffer.concat([after, before, there])
  if (how === 'flip') return Buffer.concat([before, there.map(byte => byte ^ (1 << (at % 8))), after])
  return Buffer.concat([before, Buffer.from(other), ...(how === 'insert' ? [there] : []), after])
}
