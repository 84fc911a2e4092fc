import { readdirSync, readFileSync } from 'node:fs'
import { resolve as resolvePath } from 'node:path'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { EcrsyncError } from '../../../src/errors.ts'
import { harmlessJson } from '../../../src/harmless.ts'
import { loadManifest } from '../../../src/manifest/form/load.ts'
import { printResolved } from '../../../src/manifest/meaning/print.ts'
import { further, resolveTargets } from '../../../src/manifest/meaning/resolve-targets.ts'
import { wishesOf } from '../../../src/manifest/meaning/wishes.ts'
import type { Files } from '../../../src/manifest/text/files.ts'
import { isOutside } from '../../../src/manifest/text/folder.ts'
import { memoryFiles } from '../../../src/manifest/text/memory-files.ts'
import { DOCUMENTS, MANIFEST, placesIn, SOUND, WEIRD, written } from '../../manifest/garbage.ts'
import { holding, resolverOf, scripted } from '../../scripted.ts'
import { REGION } from '../../world.ts'
import { cutBy, cuts } from './bytes.ts'
import { changed, steps } from './changed.ts'
import type { Hostile } from './hostile.ts'
import type { Ended } from './judge.ts'
import { diagnosticPages, failurePages, planPages } from './pages.ts'
import { planOver } from './plan-over.ts'
import { text } from './values.ts'

const ROOT = '/acme'
const OPTIONS = { environment: { CI: '111122223333' }, allowed: ['CI'], region: REGION, wantsNotes: true }

/** Texts or bytes by name, and names that are links to elsewhere. */
interface Given {
  readonly files: Readonly<Record<string, string | Uint8Array>>
  readonly links?: Readonly<Record<string, string>>
}

/** What is read outside of the manifest's folder is told, also where a link leads there. */
function watched({ files, links = {} }: Given) {
  const strayed: string[] = []
  const inside = memoryFiles(ROOT, files)
  const linked = new Map(Object.entries(links).map(([name, to]) => [resolvePath(ROOT, name), to]))
  const real = (path: string): string => linked.get(resolvePath(path)) ?? resolvePath(path)
  const told: Files = {
    read: async (path, most) => {
      if (isOutside(ROOT, real(path))) {
        strayed.push(path)
        return Buffer.from('secret: 1')
      }
      return inside.read(path, most)
    },
    realPath: async path => (linked.has(resolvePath(path)) ? real(path) : inside.realPath(path)),
    isFile: async path => linked.has(resolvePath(path)) || inside.isFile(path),
    find: async (glob, folder) => {
      if (isOutside(ROOT, folder)) strayed.push(folder)
      return inside.find(glob, folder)
    },
  }
  return { told, strayed }
}

/** All that is done with a manifest before a registry is asked, and what would become of an empty one. */
export async function readManifest(given: Given): Promise<Ended> {
  const { told, strayed } = watched(given)
  try {
    const manifest = await loadManifest(`${ROOT}/ecrsync.yaml`, told, further(OPTIONS))
    const { targets, findings, guards, name } = resolveTargets(manifest, OPTIONS)
    const [first] = targets
    const resolved = first?.resolved()
    if (resolved === undefined) return { strayed, pages: diagnosticPages(findings) }
    const wishes = wishesOf(resolved)
    const { plan } = await planOver(
      {
        wishes,
        manifest: { name, digest: manifest.digest, fragments: manifest.fragments.length },
        accounts: resolved.accounts,
        warnings: findings,
        guards,
      },
      { reader: EMPTY, images: NOWHERE },
    )
    return {
      strayed,
      documents: [plan],
      pages: [printResolved(manifest.root, resolved), ...planPages(plan)],
    }
  } catch (thrown) {
    return { strayed, thrown, pages: thrown instanceof EcrsyncError ? failurePages(thrown) : [] }
  }
}

/** Every image that is named is somewhere else, and not there. */
const NOWHERE = resolverOf({})
const EMPTY = scripted(holding({})).reader

const bytesOf = ({ files }: Given): number =>
  Object.values(files).reduce((sum, one) => sum + Buffer.byteLength(one as string), 0)

const HEAD = { version: 1, name: 'acme' }
const SETTINGS = MANIFEST.repositories['team/app']
/** Small ones with one thing each, beside the one that has all. */
const SMALL: readonly object[] = [
  ...Object.entries(SETTINGS).map(([key, one]) => ({ ...HEAD, repositories: { 'team/app': { [key]: one } } })),
  ...Object.entries(SETTINGS).map(([key, one]) => ({
    ...HEAD,
    defaults: [{ match: '**', [key]: one }],
    repositories: { 'team/app': {} },
  })),
  {
    ...HEAD,
    repositories: { 'team/app': {} },
    removed: MANIFEST.removed,
    accounts: MANIFEST.accounts,
    guards: MANIFEST.guards,
  },
  {
    ...HEAD,
    targets: { default: { region: 'us-east-1' } },
    repositories: { 'team/app': { tags: { a: '${{ target.region }}', b: '${{ env.CI }}' } } },
    env: ['CI'],
  },
  {
    ...HEAD,
    repositories: {},
    registry: {
      policy: { statements: [] },
      accountSettings: { BLOB_MOUNTING: 'ENABLED' },
      pullThroughCacheRules: { hub: { upstreamRegistryUrl: 'quay.io' } },
    },
  },
]
const WHOLE: readonly object[] = [MANIFEST, ...SMALL]

const jsonOf = (value: unknown, isEscaped: boolean): string => {
  const said = JSON.stringify(value) ?? 'null'
  return isEscaped ? harmlessJson(said) : said
}

/** In the place of some values others, or further text behind them. */
const ofValues = fc
  .record({ at: fc.nat(1000), steps, isEscaped: fc.boolean() })
  .map(({ at, steps, isEscaped }): Given => {
    const root = WHOLE[at % WHOLE.length] as object
    return { files: { ...SOUND, 'ecrsync.yaml': jsonOf(changed(root, steps), isEscaped) } }
  })

/** Names each file of `DOCUMENTS`. */
const NAMING = {
  ...HEAD,
  repositories: { 'team/raw': { lifecyclePolicy: { file: 'x.json' }, repositoryPolicy: { file: 'p.json' } } },
  include: ['teams/*.yaml'],
}

const PLACES = [...DOCUMENTS, ...SMALL.map(one => ['ecrsync.yaml', one] as const)].map(([file, value]) => ({
  file,
  value,
  places: placesIn(value),
}))
/** Anything that YAML can say in any place of any of its files. */
const ofPieces = fc
  .record({
    which: fc.nat(1000),
    at: fc.nat(100_000),
    piece: fc.oneof(
      fc.constantFrom(...WEIRD),
      text.map(one => jsonOf(one, true)),
    ),
  })
  .map(({ which, at, piece }): Given => {
    const { file, value, places } = PLACES[which % PLACES.length] as (typeof PLACES)[number]
    const whole = file === 'ecrsync.yaml' ? {} : { 'ecrsync.yaml': JSON.stringify(NAMING) }
    return { files: { ...SOUND, ...whole, [file]: `${written(value, places[at % places.length], piece)}\n` } }
  })

/** As people write them: those of the examples, those with mistakes, and the small ones in lines. */
const WRITTEN: readonly Uint8Array[] = ['examples', 'test/mistakes'].flatMap(folder => {
  const at = new URL(`../../../${folder}/`, import.meta.url)
  return readdirSync(at, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .flatMap(({ name }) => textAt(new URL(`${name}/ecrsync.yaml`, at)))
})

function textAt(file: URL): readonly Uint8Array[] {
  try {
    const bytes = readFileSync(file)
    return bytes.length < 6000 ? [bytes] : []
  } catch {
    return []
  }
}

const TEXTS = [...WRITTEN, ...Array.from({ length: 4 }, () => SMALL.map(one => Buffer.from(stringify(one)))).flat()]

const ofBytes = fc
  .record({ at: fc.nat(1000), cuts })
  .map(({ at, cuts }): Given => ({ files: { 'ecrsync.yaml': cutBy(TEXTS[at % TEXTS.length] as Uint8Array, cuts) } }))

/** Documents that it names, and where their names may lead. */
const ofDocuments = fc
  .record({
    which: fc.nat(1000),
    steps,
    cuts: fc.option(cuts, { freq: 3 }),
    named: fc.option(
      fc.oneof(text, fc.constantFrom('/etc/passwd', '../p.json', 'teams/../../p.json', 'p.json/', './/p.json')),
      { freq: 3 },
    ),
    link: fc.option(fc.constantFrom('/etc/passwd', '/acme2/p.json', '/', '/acme/p.json'), { freq: 3 }),
  })
  .map(({ which, steps, cuts, named, link }): Given => {
    const [file, value] = DOCUMENTS.slice(1)[which % (DOCUMENTS.length - 1)] as (typeof DOCUMENTS)[number]
    const told = jsonOf(changed(value, steps), which % 2 === 0)
    const root =
      named === null
        ? NAMING
        : {
            ...NAMING,
            ...(which % 2 === 0
              ? { include: [named] }
              : { repositories: { 'team/raw': { repositoryPolicy: { file: named } } } }),
          }
    return {
      files: {
        ...SOUND,
        'ecrsync.yaml': jsonOf(root, true),
        [file]: cuts === null ? told : cutBy(Buffer.from(told), cuts),
      },
      ...(link !== null && { links: { [file]: link } }),
    }
  })

/** Of every sort of input that a manifest can be, so many. */
export const manifests = (what: keyof typeof INPUTS, count: number): Hostile<Given> => ({
  what: `manifests: ${what}`,
  count,
  inputs: INPUTS[what],
  size: bytesOf,
  run: readManifest,
})

const INPUTS = {
  'other values': ofValues,
  'pieces of YAML': ofPieces,
  'bytes of their text': ofBytes,
  'documents and fragments': ofDocuments,
} as const
