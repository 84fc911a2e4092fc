import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ImageSource } from '../../src/aws/api.ts'
import { openSources } from '../../src/images/sources.ts'
import { ACCOUNT, clientOf, pushImage, sha256 } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { layoutOf } from './layouts.ts'
import { fakeServer } from './server.ts'
import { REGION, REPOSITORY, world } from './world.ts'

test('a place is opened once, but looked for again where it was not there', async () => {
  const folder = await folderWith({})
  const { sources } = await world()
  const source: ImageSource = { from: 'oci', path: 'made', directory: folder }
  await expect(sources.resolve(source, REPOSITORY)).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' })
  const { digest } = await layoutOf(join(folder, 'made'), 'app')
  expect(await sources.resolve(source, REPOSITORY)).toMatchObject({ digest })
  await rm(join(folder, 'made', 'index.json'))
  expect(await sources.resolve({ ...source, tag: 'v1' }, REPOSITORY)).toMatchObject({ digest })
})

test('paths of the same name in other folders are other places', async () => {
  const folder = await folderWith({})
  const [one, other] = [await layoutOf(join(folder, 'a/made'), 'one'), await layoutOf(join(folder, 'b/made'), 'two')]
  const { sources } = await world()
  const at = (name: string): ImageSource => ({ from: 'oci', path: './made', directory: join(folder, name) })
  expect(await sources.resolve(at('a'), REPOSITORY)).toMatchObject({ digest: one.digest })
  expect(await sources.resolve(at('b'), REPOSITORY)).toMatchObject({ digest: other.digest })
})

test('paths begin at the folder of the manifest', async () => {
  const directory = await folderWith({})
  const { digest } = await layoutOf(join(directory, 'teams/made'), 'one')
  const { caller, callerOf } = await world()
  const sources = openSources({ caller, region: REGION, directory, callerFor: region => callerOf(ACCOUNT, region) })
  const source: ImageSource = { from: 'oci', path: './made', directory: 'teams' }
  expect(await sources.resolve(source, REPOSITORY)).toMatchObject({ digest })
})

test('a caller of another region is asked for once, and none for the own region', async () => {
  const { emulator, caller, callerOf } = await world()
  const there = clientOf(emulator, { region: 'eu-west-1' })
  for (const repositoryName of ['one', 'two']) {
    await there.createRepository({ repositoryName })
    await pushImage(there, repositoryName, 'app', 'v1')
  }
  const asked: string[] = []
  const callerFor = (region: string) => {
    asked.push(region)
    return callerOf(ACCOUNT, region)
  }
  const sources = openSources({ caller, region: REGION, callerFor })
  const registry = { account: ACCOUNT, region: 'eu-west-1' }
  await sources.resolve({ from: 'ecr', repositoryName: 'one', tag: 'v1', registry }, REPOSITORY)
  await sources.resolve({ from: 'ecr', repositoryName: 'two', tag: 'v1', registry }, REPOSITORY)
  const own = { account: ACCOUNT, region: REGION }
  const gone = sources.resolve({ from: 'ecr', repositoryName: 'one', tag: 'v1', registry: own }, REPOSITORY)
  await expect(gone).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' })
  expect(asked).toEqual(['eu-west-1'])
})

test('no more are looked at, at once, than calls may be in flight', async () => {
  let inFlight = 0
  let most = 0
  const { host } = await fakeServer(async (_, response, { asked }) => {
    inFlight += 1
    most = Math.max(most, inFlight)
    // Until another one is there, unless none is left; and then for as long as a third would take.
    while (most < 2 && asked.length < 12) await new Promise(setImmediate)
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
    inFlight -= 1
    response.writeHead(200, { 'docker-content-digest': sha256('app') }).end()
  })
  const { caller } = await world()
  const sources = openSources({ caller, region: REGION, callerFor: () => caller, concurrency: 2 })
  const resolved = Array.from({ length: 12 }, (_, index) =>
    sources.resolve({ from: 'docker', host, repositoryName: `app/${index}`, tag: '1' }, REPOSITORY),
  )
  expect(new Set((await Promise.all(resolved)).map(({ digest }) => digest))).toEqual(new Set([sha256('app')]))
  expect(most).toBe(2)
})
