import fc from 'fast-check'

/** Signs that a terminal obeys, that turn a line or that nobody sees, and what looks like the end of a line of ours. */
const SIGNS = [
  '\u001b[2J\u001b[31m',
  '\u001b]8;;http://evil.example\u0007x\u001b]8;;\u0007',
  '\u001b]52;c;cm0gLXJm\u0007',
  '\u009b2J',
  '\u009d0;pwned\u009c',
  '\r\u001b[K',
  '\b\b\b',
  '\u007f\u0000',
  '\u202e\u2066',
  '\u200b\u200d\ufeff',
  '\u2028\u2029\u0085',
  '\u{e0041}\u{e0101}',
  '\nPlan: 0 to create',
  '\n::error::x\n',
]

/** Names that mean something to JavaScript, to a path, or to a language that a page is written in. */
const NAMES = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'length', 'then', 'toJSON'],
  ...[
    '..',
    '../../../../etc/passwd',
    '/etc/passwd',
    '//',
    './.',
    '~/.aws/credentials',
    'file:///etc/passwd',
    'a\\..\\b',
  ],
  ...[
    '${{ env.HOME }}',
    '${{',
    '%s%n',
    '%0A::error::x',
    '](javascript:x)',
    '<script>x</script>',
    '</style>',
    '\'"`$(x)',
  ],
  ...['*', '**', '***/**/***', '{a,b}', '[z-a]', '(a+)+$', '!', '#', '- a', 'a: b', '@', '|', '>'],
  ...['NaN', 'null', 'true', '-0', '1e999', '0x1F', '2026-99-99', '١', 'é', '💾'],
]
const LENGTHS = [0, 127, 128, 256, 257, 4096, 20_000]

/** Half of a character is none: no text of YAML or JSON in UTF-8 has one. */
const whole = (text: string): string => Buffer.from(text).toString()

export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...SIGNS) },
  { weight: 4, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }).map(whole) },
  { weight: 1, arbitrary: fc.constantFrom(...LENGTHS).map(length => 'x'.repeat(length)) },
)

const nested = (levels: number, isList: boolean): unknown => {
  let value: unknown = 'deep'
  for (let level = 0; level < levels; level += 1) value = isList ? [value] : { a: value }
  return value
}

/** As JSON has it: with a member of its own that is called so. */
const PROTO = JSON.parse(
  '{"__proto__": {"isAdmin": true, "length": 3}, "constructor": {"prototype": {"isAdmin": true}}}',
)

/** Plain data of any other form than what is expected, huge, deep, or with keys that mean something else. */
export const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: text },
  {
    weight: 4,
    arbitrary: fc.constantFrom<unknown>(
      ...[null, true, false, 0, -1, 1.5, 1e20, -1e308, 2 ** 53, [], {}, [[]], [null], [{}], { length: 1 }, { '': '' }],
      PROTO,
      { a: PROTO },
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2, noUnicodeString: false } as fc.JsonSharedConstraints) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(3, 20, 90, 150, 1500), fc.boolean())
      .map(([levels, isList]) => nested(levels, isList)),
  },
)
