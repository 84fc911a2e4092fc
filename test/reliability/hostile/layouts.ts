import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { EcrsyncError } from '../../../src/errors.ts'
import { openArchive } from '../../../src/images/archive.ts'
import { openFolder } from '../../../src/images/folder.ts'
import { type LayoutFiles, openLayout } from '../../../src/images/layout.ts'
import { narrowingIn, resolveNarrowed } from '../../../src/images/narrowed-store.ts'
import { IMAGE_TYPE, INDEX_TYPE } from '../../emulator/ecr.ts'
import { folderWith } from '../../folder.ts'
import { CONFIG_TYPE, LAYER_TYPE } from '../../images/layouts.ts'
import { cutBy, cuts } from './bytes.ts'
import { changed, type Steps, steps } from './changed.ts'
import type { Hostile } from './hostile.ts'
import type { Ended } from './judge.ts'
import { failurePages, jsonPage } from './pages.ts'
import { text } from './values.ts'

type Cuts = Parameters<typeof cutBy>[1]

/** What a layout is made of, each after what it names. */
const PARTS = ['config', 'image', 'other', 'signature', 'index', 'index.json', 'oci-layout'] as const

/** One part is made otherwise, and what names it names it as it is then. */
interface Twist {
  readonly part: (typeof PARTS)[number]
  readonly steps: Steps
  readonly cuts: Cuts | null
}

const twist: fc.Arbitrary<Twist> = fc.record({
  part: fc.constantFrom(...PARTS, 'index.json', 'index', 'image'),
  steps,
  cuts: fc.option(cuts, { freq: 4 }),
})

const digestOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`
const LAYER = Buffer.from('a layer')
const NAME = 'org.opencontainers.image.ref.name'
const AMD64 = { os: 'linux', architecture: 'amd64' }

/** The files of a layout with an index of two images, and what is about one of them. */
function layoutOf({ part, steps, cuts }: Twist): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  const made = (name: Twist['part'], sound: unknown): Uint8Array => {
    if (name !== part) return Buffer.from(JSON.stringify(sound))
    const bytes = Buffer.from(JSON.stringify(cuts === null ? changed(sound, steps) : sound) ?? 'null')
    return cuts === null ? bytes : cutBy(bytes, cuts)
  }
  const put = (bytes: Uint8Array, mediaType: string) => {
    const digest = digestOf(bytes)
    files.set(`blobs/${digest.replace(':', '/')}`, bytes)
    return { digest, mediaType, size: bytes.length }
  }
  const layer = put(LAYER, LAYER_TYPE)
  const config = put(made('config', { ...AMD64, rootfs: { type: 'layers', diff_ids: [layer.digest] } }), CONFIG_TYPE)
  const imageOf = (more: object) => ({ schemaVersion: 2, mediaType: IMAGE_TYPE, config, layers: [layer], ...more })
  const image = put(made('image', imageOf({ annotations: { a: 'b' } })), IMAGE_TYPE)
  const other = put(made('other', imageOf({ annotations: { c: 'd' } })), IMAGE_TYPE)
  const signature = put(made('signature', imageOf({ subject: image, artifactType: 'application/x' })), IMAGE_TYPE)
  const listed = [
    { ...image, platform: AMD64 },
    { ...other, platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
  ]
  const index = put(made('index', { schemaVersion: 2, mediaType: INDEX_TYPE, manifests: listed }), INDEX_TYPE)
  const entries = [{ ...index, annotations: { [NAME]: 'v1' } }, signature]
  files.set('index.json', made('index.json', { schemaVersion: 2, manifests: entries }))
  files.set('oci-layout', made('oci-layout', { imageLayoutVersion: '1.0.0' }))
  return files
}

const isInside = (name: string): boolean =>
  !name.startsWith('/') && !name.split('/').includes('..') && !name.includes('\0')

/** Files of a memory; whatever is asked for that leads elsewhere is told. */
function watched(files: ReadonlyMap<string, Uint8Array>) {
  const strayed: string[] = []
  const at = (name: string) => {
    if (!isInside(name)) strayed.push(name)
    return files.get(name)
  }
  const told: LayoutFiles = {
    where: 'oci:image',
    size: async name => at(name)?.length,
    async read(name, from) {
      const bytes = at(name)?.subarray(from) ?? new Uint8Array()
      return (async function* () {
        yield bytes
      })()
    },
    layouts: async () => [],
  }
  return { told, strayed }
}

const NARROWED = {
  from: 'oci',
  path: 'image',
  directory: '',
  tag: 'v1',
  narrowing: { platforms: ['linux/arm64'] },
} as const

/** All that is looked at in a layout, and read of it. */
async function looked(open: () => Promise<LayoutFiles>, name: string | undefined): Promise<Ended> {
  const documents: unknown[] = []
  try {
    const store = await openLayout(await open())
    const looks: readonly (() => Promise<unknown>)[] = [
      () => store.resolve({ tag: name ?? 'v1' }),
      () => store.resolve({}),
      async () => {
        const { digest } = await store.resolve({ tag: 'v1' })
        const { children, blobs } = await store.manifest({ digest })
        const about = await store.referrers(children[0]?.digest ?? digest)
        const read = await Promise.all(
          [...blobs, ...children].map(async one => {
            const chunks: Uint8Array[] = []
            for await (const chunk of await store.blob(one, 0)) chunks.push(chunk)
            return Buffer.concat(chunks).toString()
          }),
        )
        return { digest, about, read }
      },
      () => resolveNarrowed(store, NARROWED, narrowingIn(NARROWED) as NonNullable<ReturnType<typeof narrowingIn>>),
    ]
    for (const look of looks) documents.push(await look().catch(refusal))
  } catch (thrown) {
    documents.push(refusal(thrown))
  }
  const refused = documents.filter((one): one is EcrsyncError => one instanceof EcrsyncError)
  const pages = documents.map(one => (one instanceof EcrsyncError ? failurePages(one).join('\n') : jsonPage(one)))
  return { documents, pages, ...(refused.length > 0 && { thrown: refused[0] }) }
}

function refusal(thrown: unknown): EcrsyncError {
  if (thrown instanceof EcrsyncError && thrown.code !== 'INTERNAL') return thrown
  throw thrown
}

type Named = Twist & { readonly name: string | undefined }
const named: fc.Arbitrary<Named> = fc
  .tuple(twist, fc.option(text, { freq: 2, nil: undefined }))
  .map(([one, name]) => ({ ...one, name }))

export const layouts = (count: number): Hostile<Named> => ({
  what: 'image layouts',
  count,
  inputs: named,
  size: () => 0,
  async run(given) {
    const { told, strayed } = watched(layoutOf(given))
    return { ...(await looked(async () => told, given.name)), strayed }
  },
})

const SECRET = 'what stands outside'

/** What of a read is not of the layout. */
const strayedIn = ({ documents = [], pages = [] }: Ended): readonly string[] =>
  JSON.stringify([documents, pages]).includes(SECRET) ? ['what a link leads to'] : []

const LINKS = [
  '../secret',
  '../../../../../../../../../../etc/passwd',
  '/etc/passwd',
  '..',
  '.',
  '/',
  '../made',
  'index.json',
  '/proc/self/environ',
]

interface Linked extends Twist {
  readonly which: number
  readonly to: number
  readonly isFolder: boolean
}

/** A layout on a disk, in which a file or a folder is a link. */
export async function links(count: number): Promise<Hostile<Linked>> {
  const folder = await folderWith({ secret: SECRET })
  const made = join(folder, 'made')
  return {
    what: 'links in image layouts',
    count,
    inputs: fc.record({
      part: fc.constantFrom(...PARTS),
      steps,
      cuts: fc.constant(null),
      which: fc.nat(1000),
      to: fc.nat(1000),
      isFolder: fc.boolean(),
    }),
    size: () => 0,
    atLeast: { taken: 0, refused: 0.5 },
    async run({ which, to, isFolder, ...twist }) {
      const files = layoutOf(twist)
      rmSync(made, { recursive: true, force: true })
      for (const [name, bytes] of files) put(join(made, name), bytes)
      const name = [...files.keys()][which % files.size] as string
      const at = join(
        made,
        isFolder
          ? dirname(name)
              .split('/')
              .slice(0, 1 + (to % 2))
              .join('/')
          : name,
      )
      const link = at === made ? join(made, name) : at
      rmSync(link, { recursive: true, force: true })
      symlinkSync(LINKS[to % LINKS.length] as string, link)
      const ended = await looked(() => openFolder(made, 'oci:made'), undefined)
      return { ...ended, strayed: strayedIn(ended) }
    },
  }
}

function put(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}

/** An entry of a tar archive, as anybody may write it. Source: POSIX, pax, "ustar Interchange Format". */
function entryOf(
  name: string,
  bytes: Uint8Array,
  { type = '0', size = octal(bytes.length), link = '' } = {},
): Uint8Array {
  const header = Buffer.alloc(512)
  header.write(name, 0, 100)
  header.write('0000644\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  header.write(size, 124, 12, 'latin1')
  header.write('00000000000\0', 136)
  header.write(type, 156, 1)
  header.write(link, 157, 100)
  header.write('ustar\0', 257)
  header.write('00', 263)
  header.fill(' ', 148, 156)
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  )
  return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)])
}

const octal = (size: number): string => `${size.toString(8).padStart(11, '0')}\0`

interface Archived extends Twist {
  readonly odd: {
    readonly name: string
    readonly type: string
    readonly size: string | undefined
    readonly body: string
  } | null
  readonly after: number
  readonly tarCuts: Cuts | null
}

const odd = fc.record({
  name: fc.oneof(
    text,
    fc.constantFrom(
      'index.json',
      './index.json',
      '../index.json',
      '/index.json',
      'blobs/../../x',
      'oci-layout/',
      'manifest.json',
    ),
  ),
  type: fc.constantFrom('0', '\0', '1', '2', '3', '5', '7', 'x', 'g', 'L', 'K', 'S', 'V', '?'),
  size: fc.option(
    fc.constantFrom(
      '77777777777\0',
      '-0000000001\0',
      'zzzzzzzzzzz\0',
      '\x80\xff\xff\xff',
      '\xc2\x80',
      '\xff\xff\xff\xff',
      '00000000000\0',
      '           \0',
    ),
    { nil: undefined, freq: 2 },
  ),
  body: fc.oneof(
    text,
    fc.constantFrom(
      '20 path=../../etc/x\n',
      '99999999999 path=a\n',
      '12 size=-1\n',
      '11 path=\n',
      '24 __proto__=isAdmin\n',
      '20 size=99999999999\n',
      '25 SCHILY.xattr.a=b\n',
    ),
  ),
})

/** Archives of layouts, with an entry that is none, or of other bytes. */
export async function archives(count: number): Promise<Hostile<Archived>> {
  const folder = await folderWith({ 'made.tar': '' })
  const path = join(folder, 'made.tar')
  return {
    what: 'image archives',
    count,
    inputs: fc.record({
      part: fc.constantFrom(...PARTS),
      steps,
      cuts: fc.constant(null),
      odd: fc.option(odd, { freq: 3 }),
      after: fc.nat(8),
      tarCuts: fc.option(cuts, { freq: 2 }),
    }),
    size: () => 0,
    async run({ odd, after, tarCuts, ...twist }) {
      const entries = [...layoutOf(twist)].map(([name, bytes]) => entryOf(name, bytes))
      if (odd !== null)
        entries.splice(
          after,
          0,
          entryOf(odd.name, Buffer.from(odd.body), {
            type: odd.type,
            ...(odd.size && { size: odd.size }),
            link: '../secret',
          }),
        )
      const whole = Buffer.concat([...entries, Buffer.alloc(1024)])
      writeFileSync(path, tarCuts === null ? whole : cutBy(whole, tarCuts))
      return looked(() => openArchive(path, 'oci-archive:made.tar'), undefined)
    },
  }
}
