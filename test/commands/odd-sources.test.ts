import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { ecrsync } from '../cli.ts'
import { sha256 } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { fakeServer } from '../images/server.ts'

const manifestWith = (images: Readonly<Record<string, string>>): string =>
  [
    'version: 1',
    'name: odd',
    'repositories:',
    '  team/app:',
    '    images:',
    ...Object.entries(images).map(([tag, from]) => `      ${tag}: ${JSON.stringify(from)}`),
  ].join('\n')

test('a host that no registry can have, and a region that AWS cannot have, are refused at their lines', async () => {
  const text = manifestWith({
    port: 'docker://example.com:99999/app:1',
    fine: 'docker://example.com:5000/app:1',
    region: 'ecr:123456789012.dkr.ecr.-.amazonaws.com/app:1',
  })
  const { code, stderr } = await ecrsync(['validate'], { cwd: await folderWith({ 'ecrsync.yaml': text }) })
  expect(code).toBe(3)
  const found = [...stderr.matchAll(/^ecrsync\.yaml:(\d+):\d+ error (\w+)/gm)].map(([, line, kind]) => [line, kind])
  expect(found).toEqual([
    ['6', 'INVALID_SOURCE'],
    ['8', 'INVALID_SOURCE'],
  ])
})

test('whatever a registry answers blocks its own image, and nothing else', async () => {
  const odd: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
    location: response => response.writeHead(307, { location: 'http://[' }),
    realm: response => response.writeHead(401, { 'www-authenticate': 'Bearer realm="http://["' }),
    metadata: response => response.writeHead(307, { location: 'http://169.254.169.254/latest' }),
    gone: response => response.writeHead(404),
    page: response => response.writeHead(200, { 'content-type': 'text/html' }),
  }
  const { host } = await fakeServer(({ path }, response) => {
    const [, name = ''] = /^\/v2\/(\w+)\//.exec(path) ?? []
    const answer = odd[name] ?? (() => response.writeHead(200, { 'docker-content-digest': sha256('app') }))
    answer(response)
    response.end()
  })
  const names = [...Object.keys(odd), 'right']
  const text = manifestWith(Object.fromEntries(names.map(name => [name, `docker://${host}/${name}:1`])))
  const place = { cwd: await folderWith({ 'ecrsync.yaml': text }) }
  const { code, stdout, stderr } = await ecrsync(['plan', '--local'], place)
  const { digest } = JSON.parse((await ecrsync(['plan', '--local', '--json'], place)).stdout)
  const next = `ecrsync apply --local --expect ${digest}`
  expect([code, stderr]).toEqual([4, `\nTo apply this plan and no other: ${next}\n`])
  const lines = [...stdout.matchAll(/^ +([+!]) image (\w+)/gm)].map(([, sign, name]) => `${sign} ${name}`)
  expect(lines.sort()).toEqual([...Object.keys(odd).map(name => `! ${name}`), '+ right'].sort())
  expect(stdout).not.toContain('INTERNAL')
})
