import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cachePlaces } from '../../src/start/cache-places.ts'
import { folderWith } from '../folder.ts'

const UID = 1000
const CWD = '/home/dev/here'
const installer = process.getuid?.() ?? 0

describe('where code is kept for the next run', () => {
  test.each<[string, NodeJS.Platform, NodeJS.ProcessEnv, readonly (readonly [string, number])[]]>([
    ['beside the bundle, and with the caches of the user', 'linux', {}, [['HOME/.cache/ecrsync', UID]]],
    ['where this system has them', 'darwin', {}, [['HOME/Library/Caches/ecrsync', UID]]],
    ['where the user has them', 'linux', { XDG_CACHE_HOME: '/caches' }, [['/caches/ecrsync', UID]]],
    ['where Windows has them', 'win32', { LOCALAPPDATA: 'HOME/Local' }, [['HOME/Local/ecrsync', UID]]],
    [
      'a relative path is no place, as its specification says',
      'linux',
      { XDG_CACHE_HOME: 'here' },
      [['HOME/.cache/ecrsync', UID]],
    ],
    ['not for somebody without a home', 'linux', { HOME: '' }, []],
    ['not in a home that is not there', 'linux', { HOME: 'HOME/gone' }, []],
  ])('%s', async (_, platform, env, others) => {
    const folder = await folderWith({})
    await mkdir(join(folder, 'bundle'))
    const bundle = join(folder, 'bundle')
    const said = (text: string) => text.replace('HOME', folder)
    const given = Object.fromEntries(
      Object.entries({ HOME: 'HOME', ...env }).map(([name, value = '']) => [name, said(value)]),
    )
    expect(cachePlaces(bundle, { env: given, platform, uid: UID, cwd: CWD })).toEqual([
      { folder: join(bundle, 'cache'), owner: installer },
      ...others.map(([path, owner]) => ({ folder: said(path), owner })),
    ])
  })

  test('nowhere else where Node is told a folder', async () => {
    const machine = { env: { NODE_COMPILE_CACHE: '/code' }, platform: process.platform, uid: UID, cwd: CWD }
    expect(cachePlaces(await folderWith({}), machine)).toEqual([{ folder: '/code', owner: UID }])
  })

  test.each<[string, NodeJS.ProcessEnv]>([
    ['the folder that is worked in', { NODE_COMPILE_CACHE: 'WORK' }],
    ['a folder below it', { NODE_COMPILE_CACHE: 'WORK/.cache' }],
    ['one that is told from there', { NODE_COMPILE_CACHE: '.cache' }],
    ['the home that is worked in', { HOME: 'WORK' }],
    ['caches of the user below it', { XDG_CACHE_HOME: 'WORK/caches' }],
    ['a checkout', { NODE_COMPILE_CACHE: 'CHECKOUT' }],
    ['a folder of a checkout', { NODE_COMPILE_CACHE: 'CHECKOUT/a/b' }],
    ['a home in a checkout', { HOME: 'CHECKOUT/home' }],
  ])('never in %s, where a pull request could have put it', async (_, env) => {
    const folder = await folderWith({ 'checkout/.git': 'gitdir: elsewhere', 'checkout/home/a': '', 'work/a': '' })
    const said = (text = '') => text.replace('WORK', join(folder, 'work')).replace('CHECKOUT', join(folder, 'checkout'))
    const given = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, said(value)]))
    const machine = { env: given, platform: process.platform, uid: UID, cwd: join(folder, 'work') }
    const places = cachePlaces(folder, machine)
    expect(places.filter(place => place.folder !== join(folder, 'cache'))).toEqual([])
  })

  test('nowhere where Node is told to keep none', async () => {
    const env = { NODE_COMPILE_CACHE: '/code', NODE_DISABLE_COMPILE_CACHE: '1' }
    expect(cachePlaces(await folderWith({}), { env, platform: process.platform, uid: UID, cwd: CWD })).toEqual([])
  })
})
