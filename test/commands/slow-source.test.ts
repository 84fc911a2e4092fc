import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { awsEnvironment, bareEnvironment, RUN_JS } from '../cli.ts'
import { IMAGE_TYPE, sha256 } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { fakeServer } from '../images/server.ts'
import { seeded } from '../seed.ts'

const LAYER = { mediaType: 'application/layer', size: 1 << 20, digest: sha256('never whole') }
const IMAGE = JSON.stringify({
  schemaVersion: 2,
  mediaType: IMAGE_TYPE,
  config: { mediaType: 'application/config', size: 2, digest: sha256('{}') },
  layers: [LAYER],
})

test('a signal ends an apply whose source gives no more bytes, long before that is given up', async () => {
  const ecr = await seeded({ calls: [] })
  let arrived = () => {}
  const isUnderWay = new Promise<void>(resolve => {
    arrived = resolve
  })
  const { host } = await fakeServer(({ path }, response) => {
    if (path.includes('/manifests/')) return response.writeHead(200, { 'content-type': IMAGE_TYPE }).end(IMAGE)
    if (path.endsWith(sha256('{}'))) return response.writeHead(200).end('{}')
    response.writeHead(200, { 'content-length': LAYER.size })
    response.write('never')
    arrived()
  })
  const source = `docker://${host}/slow@${sha256(IMAGE)}`
  const manifest = `version: 1\nname: acme\nrepositories:\n  team/app: { images: { v1: "${source}" } }\n`
  const cwd = await folderWith({ 'ecrsync.yaml': manifest })
  const child = spawn(process.execPath, [RUN_JS, 'apply', '--auto-approve'], {
    cwd,
    env: bareEnvironment(awsEnvironment(ecr.url)),
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  await isUnderWay
  child.kill('SIGINT')
  expect(await ended).toEqual([130, null])
})
