import { afterEach, expect, test, vi } from 'vitest'
import { readLogin } from '../../src/images/docker-config.ts'
import { folderWith } from '../folder.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

test.each([
  ['ghcr.io', { auths: { 'ghcr.io': { auth: 'aTpi' } } }, { basic: 'aTpi' }],
  ['ghcr.io', { auths: { 'https://ghcr.io/v1/': { auth: 'aTpi' } } }, { basic: 'aTpi' }],
  ['ghcr.io', { auths: { 'ghcr.io': { username: 'i', password: 'b' } } }, { basic: 'aTpi' }],
  ['docker.io', { auths: { 'https://index.docker.io/v1/': { auth: 'aTpi' } } }, { basic: 'aTpi' }],
  ['ghcr.io', { auths: { 'quay.io': { auth: 'aTpi' } } }, {}],
  ['ghcr.io', { auths: { 'ghcr.io': {} }, credsStore: 'desktop' }, { helper: 'desktop' }],
  ['ghcr.io', { credHelpers: { 'ghcr.io': 'gh', 'quay.io': 'quay' } }, { helper: 'gh' }],
  ['ghcr.io', 'nonsense', {}],
])('for %s, %j holds %j', async (host, config, expected) => {
  vi.stubEnv('DOCKER_CONFIG', await folderWith({ 'config.json': JSON.stringify(config) }))
  expect(await readLogin(host)).toEqual(expected)
})

test('it stands in the home folder unless DOCKER_CONFIG says otherwise', async () => {
  vi.stubEnv('DOCKER_CONFIG', '')
  vi.stubEnv('HOME', await folderWith({ '.docker/config.json': '{"auths":{"ghcr.io":{"auth":"aTpi"}}}' }))
  expect(await readLogin('ghcr.io')).toEqual({ basic: 'aTpi' })
})

test('there need be none', async () => {
  vi.stubEnv('DOCKER_CONFIG', '/nonexistent')
  expect(await readLogin('ghcr.io')).toEqual({})
})
