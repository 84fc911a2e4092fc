import { describe, expect, test } from 'vitest'
import { EcrsyncError } from '../../src/errors.ts'
import { loadManifest } from '../../src/manifest/form/load.ts'
import { printResolved } from '../../src/manifest/meaning/print.ts'
import { resolve } from '../../src/manifest/meaning/resolve.ts'
import { further } from '../../src/manifest/meaning/resolve-targets.ts'
import { wishesOf } from '../../src/manifest/meaning/wishes.ts'
import { memoryFiles } from '../../src/manifest/text/memory-files.ts'
import { shareOf } from '../runs.ts'
import { DOCUMENTS, placesIn, SOUND, WEIRD, written } from './garbage.ts'

// Whatever stands wherever in a manifest ends as a diagnostic, or as wishes; it never ends as a fault of ecrsync.

async function end(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  try {
    const options = { target: { name: 'default', account: '111122223333', region: 'us-east-1' }, environment: {} }
    const manifest = await loadManifest('/acme/ecrsync.yaml', memoryFiles('/acme', files), further(options))
    const resolved = resolve(manifest, options)
    const wishes = wishesOf(resolved)
    for (const name of wishes.repositories) wishes.of(name)
    printResolved(manifest.root, resolved)
    return 'wishes'
  } catch (error) {
    if (error instanceof EcrsyncError && error.exitCode === 3) return error.code
    throw error
  }
}

test('the manifest itself is sound', async () => {
  expect(await end(SOUND)).toBe('wishes')
})

describe.each(DOCUMENTS)('%s', (file, value) => {
  test.each(placesIn(value).map((path, index) => [path.join('.'), path, index] as const))(
    'at "%s"',
    async (_name, path, place) => {
      // Each place has its share of them, so that neighbours have all.
      for (const snippet of shareOf(WEIRD, 36, place)) {
        const text = `${written(value, path, snippet)}\n`
        await expect(end({ ...SOUND, [file]: text }), snippet).resolves.toMatch(
          /^(wishes|INVALID_MANIFEST|MANIFEST_\w+)$/,
        )
      }
    },
  )

  test.each<[string, (text: string) => string | Uint8Array]>([
    ['a mark before it', text => `\uFEFF${text}`],
    ['two marks before it', text => `\uFEFF\uFEFF${text}`],
    ['Windows line ends', text => text.replaceAll(', ', ',\r\n ')],
    ['old line ends', text => text.replaceAll(', ', ',\r ')],
    ['NUL at its end', text => `${text}\0`],
    ['bytes that are no UTF-8', text => Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xfe])])],
    ['UTF-16', text => Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16 without a mark', text => Buffer.from(text, 'utf16le')],
    ['half a character', text => Buffer.from(text).subarray(0, -1)],
    ['half of it', text => text.slice(0, text.length / 2)],
    ['it twice', text => text + text],
    ['it as two documents', text => `---\n${text}\n---\n${text}`],
  ])('that is %s', async (_name, made) => {
    const text = made(JSON.stringify(value, null, 1).replaceAll(',\n', ', '))
    await expect(end({ ...SOUND, [file]: text })).resolves.toMatch(/^(wishes|INVALID_MANIFEST|MANIFEST_\w+)$/)
  })
})

describe.each([...new Set(DOCUMENTS.map(([file]) => file))])('%s', file => {
  test.each<[string, string]>([
    ['blanks', ' \n\t\n'],
    ['nothing', ''],
    ['many brackets', '['.repeat(100_000)],
    ['many braces', '{a: '.repeat(20_000)],
    ['many dashes', '- '.repeat(20_000)],
    ['many levels', Array.from({ length: 2000 }, (_, level) => `${' '.repeat(level)}a:\n`).join('')],
    ['many question marks', '? '.repeat(5000)],
  ])('that is %s', async (_name, text) => {
    await expect(end({ ...SOUND, [file]: text })).resolves.toMatch(/^(wishes|INVALID_MANIFEST|MANIFEST_\w+)$/)
  })
})
