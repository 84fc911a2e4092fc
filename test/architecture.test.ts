import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const SRC = fileURLToPath(new URL('../src', import.meta.url))

interface Import {
  readonly from: string
  readonly to: string
  readonly isType: boolean
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'))
const textOf = (file: string) => readFileSync(join(SRC, file), 'utf8')

function importsOf(file: string): readonly Import[] {
  const statements = [...textOf(file).matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm)]
  return statements.map(([, type, to = '']) => ({
    from: file,
    to: to.startsWith('.') ? relative(SRC, resolve(SRC, dirname(file), to)) : to,
    isType: type !== undefined,
  }))
}

const imports = files.flatMap(importsOf)
const roomOf = (file: string): string => (file.includes('/') ? (file.split('/')[0] as string) : file.replace('.ts', ''))

/** Open to all but the emulator and lifecycle, which stand alone. */
const OPEN = [
  'model',
  'errors',
  'causes',
  'names',
  'addresses',
  'collate',
  'words',
  'harmless',
  'nearest',
  'once',
  'unsound',
  'secrecy',
]

/** Who may import whom; a room may always import itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  commands: [
    'apply',
    'importing',
    'layout',
    'inventory',
    'iam',
    'plan',
    'documents',
    'manifest',
    'kinds',
    'judges',
    'images',
    'render',
    'aws',
    'emulator',
    'lifecycle',
    'events',
    'start',
    ...OPEN,
  ],
  apply: ['documents', 'plan', 'kinds', 'aws', 'images', 'events', ...OPEN],
  documents: ['plan', 'render', ...OPEN],
  plan: ['kinds', 'judges', 'aws', 'lifecycle', 'events', ...OPEN],
  importing: ['layout', 'manifest', 'plan', 'kinds', 'aws', 'events', ...OPEN],
  layout: ['manifest', 'kinds', ...OPEN],
  inventory: ['plan', 'kinds', 'judges', 'aws', 'events', ...OPEN],
  iam: ['kinds', 'aws', ...OPEN],
  manifest: ['kinds', ...OPEN],
  kinds: ['judges', 'lifecycle', 'aws', ...OPEN],
  judges: ['lifecycle', 'images', 'aws', ...OPEN],
  images: ['aws', 'events', ...OPEN],
  render: ['lifecycle', 'events', ...OPEN],
  aws: ['events', ...OPEN],
  events: ['model', 'errors'],
  errors: ['model', 'secrecy'],
  model: ['aws', 'errors', 'lifecycle'],
  causes: ['model'],
  words: ['model', 'names'],
  names: [],
  addresses: ['names'],
  collate: [],
  harmless: [],
  nearest: ['words'],
  once: [],
  unsound: [],
  secrecy: [],
  emulator: ['lifecycle', 'harmless'],
  lifecycle: [],
  start: [],
}

const inside = imports.filter(({ to }) => to.endsWith('.ts'))

describe('rooms', () => {
  test('every file of src stands in a room that the architecture knows', () => {
    expect([...new Set(files.map(roomOf))].filter(room => !(room in ALLOWED))).toEqual([])
  })

  test.each(Object.keys(ALLOWED))('%s imports only whom it may', room => {
    const strangers = inside.filter(
      ({ from, to }) => roomOf(from) === room && roomOf(to) !== room && !ALLOWED[room]?.includes(roomOf(to)),
    )
    expect(strangers.map(({ from, to }) => `${from} → ${to}`)).toEqual([])
  })

  test('kinds take types, absentOn and pages from aws, and nothing else', () => {
    const taken = inside.filter(({ from, to, isType }) => roomOf(from) === 'kinds' && roomOf(to) === 'aws' && !isType)
    expect([...new Set(taken.map(({ to }) => to))].sort()).toEqual(['aws/failures.ts', 'aws/pages.ts'])
  })

  test('a kind is named by itself and by nobody else', () => {
    const named = files.filter(file => /kind [!=]== '/.test(textOf(file)))
    expect(named.filter(file => !['kinds', 'judges'].includes(roomOf(file)))).toEqual([])
  })

  test('the model is types only', () => {
    expect(textOf('model.ts')).not.toMatch(/^export (?!type|interface)/m)
    expect(
      imports.filter(
        ({ from, isType }) => from === 'model.ts' && !isType && !textOf('model.ts').includes('export type {'),
      ),
    ).toEqual([])
  })
})

/** Rooms within rooms: each folder stands above those that it may use. What is at the root of a room ties its folders together. */
const FLOORS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  emulator: {
    storage: [],
    faults: [],
    access: ['storage'],
    rules: ['storage', 'access'],
    operations: ['storage', 'access', 'rules'],
    http: ['access'],
    aws: ['storage', 'access', 'rules', 'operations', 'http', 'faults'],
    distribution: ['storage', 'access', 'rules', 'operations', 'http'],
  },
  manifest: { text: [], form: ['text'], meaning: ['text', 'form'] },
}

describe.each(Object.entries(FLOORS))('floors of %s', (room, floors) => {
  const floorOf = (file: string): string | undefined => {
    const [first, floor, ...rest] = file.split('/')
    return first === room && rest.length > 0 ? floor : undefined
  }

  test.each(Object.entries(floors))('%s uses only what is below it', (floor, below) => {
    const above = inside.filter(({ from, to }) => {
      const other = floorOf(to)
      return floorOf(from) === floor && other !== undefined && other !== floor && !below.includes(other)
    })
    expect(above.map(({ from, to }) => `${from} → ${to}`)).toEqual([])
  })

  test('every folder is one of them', () => {
    expect([...new Set(files.flatMap(file => floorOf(file) ?? []))].filter(floor => !(floor in floors))).toEqual([])
  })
})

describe('the manifest', () => {
  test('is read through the port for files, which alone knows of the disk', () => {
    const ofDisk = imports.filter(({ from, to }) => roomOf(from) === 'manifest' && /^(node:)?fs\b|tinyglobby/.test(to))
    expect([...new Set(ofDisk.map(({ from }) => from))].sort()).toEqual([
      'manifest/text/disk-files.ts',
      'manifest/text/disk-search.ts',
    ])
  })

  test('names no kind: it knows the list, the contract, and what all kinds share', () => {
    const known = [
      'index',
      'kind',
      'address',
      'canonical',
      'foreign',
      'path',
      'live',
      'placeholder',
      'for-editors',
      'checks/index',
      'checks/check',
    ].map(name => `kinds/${name}.ts`)
    const taken = inside.filter(({ from, to }) => roomOf(from) === 'manifest' && roomOf(to) === 'kinds')
    expect(taken.filter(({ to }) => !known.includes(to)).map(({ from, to }) => `${from} → ${to}`)).toEqual([])
  })

  test('means something without being read again: meaning reads no file', () => {
    const readers = inside.filter(
      ({ from, to }) =>
        from.startsWith('manifest/meaning/') && /^manifest\/text\/(.*files|folder|read-text)\.ts$/.test(to),
    )
    expect(readers.map(({ from, to }) => `${from} → ${to}`)).toEqual([])
  })

  test('stands in its rooms, with nothing at the root', () => {
    expect(files.filter(file => /^manifest\/[^/]+$/.test(file))).toEqual([])
  })
})

describe('packages', () => {
  test('aws alone imports the SDK at run time', () => {
    const users = imports.filter(
      ({ to, isType, from }) => to.startsWith('@aws-sdk/') && !isType && roomOf(from) !== 'aws',
    )
    expect(users).toEqual([])
  })

  test('the emulator and lifecycle stand on Node alone', () => {
    const users = imports.filter(
      ({ from, to }) =>
        ['emulator', 'lifecycle'].includes(roomOf(from)) && !to.endsWith('.ts') && !to.startsWith('node:'),
    )
    expect(users).toEqual([])
  })

  test('lifecycle does not even need Node', () => {
    expect(imports.filter(({ from, to }) => roomOf(from) === 'lifecycle' && to.startsWith('node:'))).toEqual([])
  })

  test.each(['plan', 'kinds', 'render', 'lifecycle'])('%s touches neither clock, chance nor files', room => {
    const impure = files.filter(
      file => roomOf(file) === room && /Date\.now|new Date\(|Math\.random|node:fs|process\.env/.test(textOf(file)),
    )
    expect(impure).toEqual([])
  })

  test('nobody but a command ends the process, and nobody uses the console', () => {
    expect(files.filter(file => /console\.|process\.exit\(/.test(textOf(file)) && roomOf(file) !== 'commands')).toEqual(
      [],
    )
  })
})

describe('no cycles', () => {
  const edges = new Map(
    files.map(file => [file, inside.filter(({ from, isType }) => from === file && !isType).map(({ to }) => to)]),
  )

  /** Everything that a file leads to, and that has not been seen. */
  function follow(file: string, seen: Set<string>): ReadonlySet<string> {
    for (const next of edges.get(file) ?? []) if (!seen.has(next)) follow(next, seen.add(next))
    return seen
  }

  test.each(files)('%s imports nothing that imports it', file => {
    const reached = follow(file, new Set())
    expect(reached.has(file) ? [file, ...reached] : []).toEqual([])
  })
})
