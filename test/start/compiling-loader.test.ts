import { chmod, chown, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { keepCode, keptCode } from '../../src/start/code-cache.ts'
import { compilingLoader } from '../../src/start/compiling-loader.ts'
import { folderWith } from '../folder.ts'

const CHUNKS = {
  'main.cjs': `const part = require('./part.cjs'); exports.say = name => part.greeting(name); exports.here = [__filename, __dirname]`,
  'part.cjs': `const main = require('./main.cjs'); exports.greeting = name => 'Hello ' + name; exports.main = main; exports.join = require('node:path').join`,
}
const ownUid = process.getuid?.() ?? 0

/** A bundle with a place for its code. */
async function bundle(chunks: Readonly<Record<string, string>> = CHUNKS) {
  const folder = await folderWith(chunks)
  const places = [{ folder: join(folder, 'cache'), owner: ownUid }]
  const loader = () => compilingLoader(folder, { readable: places, writable: places })
  const [file] = Object.keys(chunks)
  return {
    folder,
    places,
    loader,
    /** Runs it once, and says what it answered. */
    run(chunk = file as string) {
      const { load, keep } = loader()
      const { say } = load(chunk) as { readonly say: (name: string) => string }
      const said = say('you')
      keep()
      return said
    },
    /** Where the code of a chunk is kept. */
    async kept(chunk: string) {
      const [version = ''] = await readdir(join(folder, 'cache'))
      return join(folder, 'cache', version, chunk)
    },
    known: async (chunk: string) => keptCode(places, chunk, await readFile(join(folder, chunk))),
  }
}

describe('chunks are loaded as Node loads modules of CommonJS', () => {
  test('each once, also where they name each other', async () => {
    const { loader, folder } = await bundle()
    const { load } = loader()
    const main = load('main.cjs') as { readonly here: readonly string[] }
    expect(main.here).toEqual([join(folder, 'main.cjs'), folder])
    expect(load('part.cjs')).toMatchObject({ main, join })
  })

  test('with the lines and columns that stand in the file', async () => {
    const { loader, folder } = await bundle({ 'main.cjs': 'throw new Error("here")' })
    expect(() => loader().load('main.cjs')).toThrow('here')
    try {
      loader().load('main.cjs')
    } catch (error) {
      expect((error as Error).stack).toContain(`${join(folder, 'main.cjs')}:1:7`)
    }
  })
})

describe('what V8 has made of a chunk', () => {
  test('is kept for the next run, and not written again', async () => {
    const { run, kept, known } = await bundle()
    run()
    expect((await known('main.cjs'))?.length).toBeGreaterThan(100)
    const { mtimeMs, mode } = await stat(await kept('main.cjs'))
    expect(mode & 0o777).toBe(0o644)
    expect(run()).toBe('Hello you')
    expect((await stat(await kept('main.cjs'))).mtimeMs).toBe(mtimeMs)
  })

  test('leaves nothing unfinished behind', async () => {
    const { run, kept } = await bundle()
    run()
    expect(await readdir(join(await kept('main.cjs'), '..'))).toEqual(['main.cjs', 'part.cjs'])
  })

  test('counts for nothing where the chunk is another, and is made anew', async () => {
    const { run, folder, known } = await bundle()
    run()
    await writeFile(join(folder, 'part.cjs'), CHUNKS['part.cjs'].replace('Hello', 'Adieu'))
    expect(await known('part.cjs')).toBeUndefined()
    expect(run()).toBe('Adieu you')
    expect(await known('part.cjs')).toBeDefined()
  })

  test.each<[string, (content: Buffer) => Buffer]>([
    ['is cut off', content => content.subarray(0, content.length - 10)],
    ['is empty', () => Buffer.alloc(0)],
    [
      'has another byte',
      content => Buffer.concat([content.subarray(0, -1), Buffer.from([~(content.at(-1) ?? 0) & 0xff])]),
    ],
    ['is another text', () => Buffer.from('not code at all')],
  ])('is not trusted where it %s, and is made anew', async (_, broken) => {
    const { run, kept, known } = await bundle()
    run()
    const path = await kept('main.cjs')
    await writeFile(path, broken(await readFile(path)))
    expect(await known('main.cjs')).toBeUndefined()
    expect(run()).toBe('Hello you')
    expect(await known('main.cjs')).toBeDefined()
  })

  test('is made anew where V8 refuses what is whole', async () => {
    // A text that this process has not compiled yet: V8 would take what it still knows.
    const text = "exports.say = name => 'Hello ' + name // of this test alone"
    const { run, places, known } = await bundle({ 'main.cjs': text })
    const refused = Buffer.alloc(1000)
    keepCode(places, 'main.cjs', Buffer.from(text), refused)
    expect(await known('main.cjs')).toEqual(refused)
    expect(run()).toBe('Hello you')
    expect(await known('main.cjs')).not.toEqual(refused)
  })

  test.skipIf(process.platform === 'win32').each<[string, (path: string) => Promise<void>]>([
    ['a group', path => chmod(path, 0o664)],
    ['anybody', path => chmod(path, 0o646)],
  ])('is not trusted where %s may write it', async (_, open) => {
    const { run, kept, known } = await bundle()
    run()
    await open(await kept('main.cjs'))
    expect(await known('main.cjs')).toBeUndefined()
    expect(run()).toBe('Hello you')
  })

  test.skipIf(process.platform === 'win32').each<[string, (folder: string) => Promise<void>]>([
    ['anybody may put another there', folder => chmod(folder, 0o777)],
    ['a group may put another there', folder => chmod(folder, 0o775)],
    [
      'its folder is a link to one elsewhere',
      async folder => {
        await rename(folder, `${folder}-elsewhere`)
        await symlink(`${folder}-elsewhere`, folder)
      },
    ],
    [
      'it is a link',
      async folder => {
        await rename(join(folder, 'main.cjs'), join(folder, '..', 'elsewhere'))
        await symlink(join(folder, '..', 'elsewhere'), join(folder, 'main.cjs'))
      },
    ],
  ])('is not trusted where %s', async (_, open) => {
    const { run, kept, known } = await bundle()
    run()
    await open(dirname(await kept('main.cjs')))
    expect(await known('main.cjs')).toBeUndefined()
    expect(run()).toBe('Hello you')
  })

  test.runIf(ownUid === 0)('is neither trusted nor kept in a folder of somebody else', async () => {
    const { run, folder, kept, known } = await bundle()
    run()
    const place = dirname(await kept('main.cjs'))
    await chown(place, 65_534, 65_534)
    expect(await known('main.cjs')).toBeUndefined()
    await rm(join(place, 'part.cjs'))
    expect(run()).toBe('Hello you')
    expect(await readdir(join(folder, 'cache', basename(place)))).toEqual(['main.cjs'])
  })

  test('leaves nothing behind where it could not be written whole', async () => {
    const { run, kept } = await bundle()
    run()
    const place = dirname(await kept('main.cjs'))
    await rm(join(place, 'main.cjs'))
    await mkdir(join(place, 'main.cjs'))
    expect(run()).toBe('Hello you')
    expect((await readdir(place)).toSorted()).toEqual(['main.cjs', 'part.cjs'])
  })

  test.runIf(ownUid === 0)('is not trusted where it is of somebody else', async () => {
    const { run, kept, known } = await bundle()
    run()
    await chown(await kept('main.cjs'), 65_534, 65_534)
    expect(await known('main.cjs')).toBeUndefined()
  })

  test('is kept in the next place where the first cannot be written, and read from it', async () => {
    const { folder } = await bundle()
    // A file where a folder should be: not even root can write below it.
    await writeFile(join(folder, 'no-folder'), '')
    await mkdir(join(folder, 'home'))
    const places = ['no-folder', 'home'].map(name => ({ folder: join(folder, name), owner: ownUid }))
    const { load, keep } = compilingLoader(folder, { readable: places, writable: places })
    load('main.cjs')
    keep()
    expect(keptCode(places, 'main.cjs', await readFile(join(folder, 'main.cjs')))).toBeDefined()
    expect(await readdir(join(folder, 'home'))).toHaveLength(1)
  })

  test('is left out without a word where it can be written nowhere', async () => {
    const { folder } = await bundle()
    await writeFile(join(folder, 'no-folder'), '')
    const places = [{ folder: join(folder, 'no-folder'), owner: ownUid }]
    for (const writable of [places, []]) {
      const { load, keep } = compilingLoader(folder, { readable: places, writable })
      load('main.cjs')
      expect(keep()).toBeUndefined()
    }
    await rm(join(folder, 'no-folder'))
  })
})
