import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ReceiptHead, ReceiptTarget } from '../../src/documents/receipt.ts'
import { beginReceipt } from '../../src/documents/receipt-file.ts'
import { lastReceipts } from '../../src/documents/receipt-last.ts'
import { placeAt, placeBeside } from '../../src/documents/receipt-place.ts'
import { readReceipt } from '../../src/documents/receipt-read.ts'
import { HIDDEN } from '../../src/harmless.ts'
import { folderWith } from '../folder.ts'
import { END, HEAD, OUTCOME, textOf } from './world.ts'

const TIME = new Date('2026-11-28T05:00:00.123Z')

async function placed(directory: string, time = TIME) {
  const place = await placeBeside(directory, time)
  onTestFinished(async () => {
    await place.handle.close().catch(() => undefined)
  })
  return place
}

async function written(directory: string, time: Date, ...lines: readonly (typeof OUTCOME | typeof END)[]) {
  const receipt = await beginReceipt(await placed(directory, time), HEAD)
  for (const line of lines) await receipt.write(line)
  await receipt.close()
  return receipt.file
}

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)

describe('a receipt on the disk', () => {
  test('has nothing in it that a terminal would obey, and says the same', async () => {
    const folder = await folderWith({})
    const evil = { ...OUTCOME, after: { rules: [], '\u009b2J': '\u202e\u001b[2J\u200b' } }
    const file = await written(folder, TIME, evil)
    expect((await readFile(file, 'utf8')).replaceAll('\n', '').search(HIDDEN)).toBe(-1)
    expect((await readReceipt(file)).outcomes).toEqual([evil])
  })

  test('is a file of its own for each run, also of those that begin in one moment, in the order of time', async () => {
    const folder = await folderWith({})
    for (const time of [TIME, TIME, new Date(TIME.getTime() + 1), TIME]) await placed(folder, time)
    expect((await readdir(join(folder, '.ecrsync/receipts'))).sort()).toEqual([
      '2026-11-28T05-00-00.123Z.json',
      '2026-11-28T05-00-00.123Z_002.json',
      '2026-11-28T05-00-00.123Z_003.json',
      '2026-11-28T05-00-00.124Z.json',
    ])
  })

  test('is read by its owner alone, and no part of the repository that it lies in', async () => {
    const folder = await folderWith({})
    const { file } = await placed(folder)
    expect(await Promise.all([modeOf(join(folder, '.ecrsync/receipts')), modeOf(file)])).toEqual(['700', '600'])
    expect(await readFile(join(folder, '.ecrsync/.gitignore'), 'utf8')).toBe('*\n')
  })

  test('leaves a .gitignore as somebody wrote it', async () => {
    const folder = await folderWith({ '.ecrsync/.gitignore': 'local\n' })
    await placed(folder)
    expect(await readFile(join(folder, '.ecrsync/.gitignore'), 'utf8')).toBe('local\n')
  })

  test('has each line as soon as it was waited for', async () => {
    const folder = await folderWith({})
    const receipt = await beginReceipt(await placed(folder), HEAD)
    expect((await readReceipt(receipt.file)).outcomes).toEqual([])
    await Promise.all([receipt.write(OUTCOME), receipt.write({ ...OUTCOME, name: 'b' })])
    expect((await readReceipt(receipt.file)).outcomes.map(({ name }) => name)).toEqual(['a', 'b'])
    await receipt.close()
  })

  test('that cannot be written any more says so to whoever waits, from then on', async () => {
    const place = await placed(await folderWith({}))
    const receipt = await beginReceipt(place, HEAD)
    await place.handle.close()
    const writes = [receipt.write(OUTCOME), receipt.write(END)]
    expect((await Promise.allSettled(writes)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })

  test('may break off within a character', async () => {
    const folder = await folderWith({})
    const file = join(folder, 'r.json')
    const cut = Buffer.from(`${textOf(HEAD)}{"name":"é`).subarray(0, -1)
    await writeFile(file, cut)
    expect(await readReceipt(file)).toMatchObject({ outcomes: [], isCut: true })
  })
})

describe('a receipt is refused before the first write', () => {
  test('where a link leads out of the folder of the manifest', async () => {
    const [folder, elsewhere] = [await folderWith({}), await folderWith({})]
    await mkdir(join(folder, '.ecrsync'))
    await symlink(elsewhere, join(folder, '.ecrsync/receipts'))
    await expect(placeBeside(folder, TIME)).rejects.toMatchObject({ code: 'RECEIPT_NOT_WRITTEN', exitCode: 1 })
    expect(await readdir(elsewhere)).toEqual([])
  })

  test('where a file stands in the place of the folder', async () => {
    const folder = await folderWith({ '.ecrsync': '' })
    await expect(placeBeside(folder, TIME)).rejects.toMatchObject({ code: 'RECEIPT_NOT_WRITTEN' })
  })

  test('where there is no folder for it', async () => {
    const file = join(await folderWith({}), 'no/where.json')
    await expect(placeAt(file)).rejects.toMatchObject({
      code: 'RECEIPT_NOT_WRITTEN',
      hint: expect.stringContaining('--receipt none'),
    })
  })

  test('where it would be written over another file', async () => {
    const folder = await folderWith({ 'kept.json': 'mine' })
    await expect(placeAt(join(folder, 'kept.json'))).rejects.toMatchObject({ code: 'INVALID_FLAG', exitCode: 3 })
    expect(await readFile(join(folder, 'kept.json'), 'utf8')).toBe('mine')
  })
})

describe('reading', () => {
  test.each<[what: string, files: Record<string, string>, code: string]>([
    ['what is not there', {}, 'RECEIPT_NOT_FOUND'],
    ['what is below a file', { 'r.json': '' }, 'RECEIPT_NOT_FOUND'],
    ['a folder', { 'r.json/x': '' }, 'RECEIPT_INVALID'],
  ])('%s is refused', async (what, files, code) => {
    const path = what === 'what is below a file' ? 'r.json/x' : 'r.json'
    await expect(readReceipt(join(await folderWith(files), path))).rejects.toMatchObject({ code, exitCode: 3 })
  })

  test('what is not UTF-8 is refused', async () => {
    const file = join(await folderWith({}), 'r.json')
    await writeFile(file, Buffer.from([0xff, 0xfe, 0x0a]))
    await expect(readReceipt(file)).rejects.toMatchObject({ code: 'RECEIPT_INVALID' })
  })
})

describe('the last receipts', () => {
  const begin = async (folder: string, at: number, head: Partial<ReceiptHead>) =>
    beginReceipt(await placed(folder, new Date(at)), { ...HEAD, ...head })
  const [target] = HEAD.targets as readonly [ReceiptTarget, ...ReceiptTarget[]]

  test('are those of the newest runs of a manifest of the same name', async () => {
    const folder = await folderWith({})
    await written(folder, new Date(1_000), END)
    await written(folder, new Date(2_000))
    await begin(folder, 3_000, { manifest: { ...HEAD.manifest, name: 'other' } })
    const path = (name: string) => join(folder, '.ecrsync/receipts', name)
    await writeFile(path('9.json'), 'no receipt\n')
    await writeFile(path('8.json'), '{"type":"receipt"')
    await mkdir(path('7.json'))
    expect(await lastReceipts(folder, 'acme')).toEqual({ manifest: HEAD.manifest, targets: HEAD.targets })
    expect((await lastReceipts(folder, 'other'))?.manifest.name).toBe('other')
  })

  test('says what was created where nothing was, also of a run that was killed', async () => {
    const folder = await folderWith({})
    const [target] = HEAD.targets as [(typeof HEAD.targets)[number]]
    const targets = [
      { ...target, read: 0 },
      { ...target, name: 'full' },
      { ...target, name: 'none', read: 0 },
    ]
    const { file, handle } = await placed(folder)
    await handle.close()
    const created = (target: string, isDone: boolean, more: object = {}) => ({
      ...OUTCOME,
      ...{ target, address: 'repository["a"]', calls: [{ action: 'CreateRepository', isDone }] },
      ...more,
    })
    const error = { code: 'AWS_ERROR', message: 'x' }
    const lines = [
      { ...HEAD, targets },
      created('default', true),
      created('default', false),
      created('default', true, { status: 'partial', error }),
      created('default', false, { status: 'failed', error }),
      created('full', true),
      OUTCOME,
    ]
    await writeFile(file, `${textOf(...lines)}{"type":"outcome","calls":[{"action":"CreateRepository"`)
    expect((await lastReceipts(folder, 'acme'))?.targets).toEqual([
      { ...targets[0], created: 3 },
      targets[1],
      targets[2],
    ])
  })

  test('are of each registry the last that was about it: not of a shard, and not of --local', async () => {
    const folder = await folderWith({})
    const there = (name: string, declared: number, more = {}) => [{ ...target, name, declared, ...more }]
    await begin(folder, 1_000, { targets: [...there('a', 1), ...there('b', 2)] })
    await begin(folder, 2_000, { targets: there('a', 3), manifest: { ...HEAD.manifest, fragments: 7 } })
    await begin(folder, 3_000, { targets: there('b', 0), shard: { index: 1, count: 2 } })
    await begin(folder, 4_000, { targets: there('b', 4, { endpoint: 'embedded' }) })
    await begin(folder, 5_000, { targets: there('b', 5, { account: '444455556666' }) })
    const { manifest, targets = [] } = (await lastReceipts(folder, 'acme')) ?? {}
    expect(manifest?.fragments).toBe(HEAD.manifest.fragments)
    expect(targets.map(({ name, declared }) => `${name} ${declared}`)).toEqual(['b 5', 'b 4', 'a 3', 'b 2'])
  })

  test('are none where there are none', async () => {
    expect(await lastReceipts(await folderWith({}), 'acme')).toBeUndefined()
  })
})
