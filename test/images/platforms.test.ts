import { expect, test } from 'vitest'
import { digestOf, isIndex, type Manifest } from '../../src/images/manifest.ts'
import { narrowed } from '../../src/images/platforms.ts'
import { IMAGE_TYPE, INDEX_TYPE, sha256 } from '../emulator/ecr.ts'

const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json'

const entry = (name: string, platform?: object, more: object = {}) => ({
  mediaType: IMAGE_TYPE,
  digest: sha256(name),
  size: 7,
  ...(platform && { platform }),
  ...more,
})

const attestation = (of: string) =>
  entry(
    `attestation of ${of}`,
    { os: 'unknown', architecture: 'unknown' },
    {
      annotations: {
        'vnd.docker.reference.type': 'attestation-manifest',
        'vnd.docker.reference.digest': sha256(of),
      },
    },
  )

const linux = (architecture: string, variant?: string) => ({ architecture, os: 'linux', ...(variant && { variant }) })
const windows = (version: string) => ({ architecture: 'amd64', os: 'windows', 'os.version': version })

const ENTRIES = [
  entry('amd64', linux('amd64')),
  entry('amd64 v3', linux('amd64', 'v3')),
  attestation('amd64'),
  entry('arm64', linux('arm64', 'v8')),
  entry('arm v7', linux('arm', 'v7')),
  entry('arm v6', linux('arm', 'v6')),
  attestation('arm64'),
  entry('ltsc2019', windows('10.0.17763.5122')),
  entry('ltsc2022', windows('10.0.20348.2113')),
  entry('without a platform'),
  entry('odd', { os: 5 }),
]

function indexOf(entries: readonly object[], members: object = {}, mediaType = INDEX_TYPE): Manifest {
  const text = JSON.stringify({ schemaVersion: 2, mediaType, manifests: entries, ...members }, null, 1)
  return {
    digest: digestOf(Buffer.from(text)),
    mediaType,
    text,
    children: entries as Manifest['children'],
    blobs: [],
  }
}

const keptOf = (...platforms: readonly string[]) =>
  JSON.parse(narrowed(indexOf(ENTRIES), platforms, 'oci:test').text).manifests.map(({ digest = '' }) =>
    ENTRIES.findIndex(one => one.digest === digest),
  )

test.each([
  [['linux/amd64'], [0, 2]],
  [
    ['linux/arm64', 'linux/amd64'],
    [0, 2, 3, 6],
  ],
  [['linux/arm64/v8'], [3, 6]],
  [
    ['linux/aarch64', 'linux/arm64/8'],
    [3, 6],
  ],
  [['linux/x86_64'], [0, 2]],
  [['linux/amd64/v3'], [1]],
  [['linux/amd64/v1'], [0, 2]],
  [['linux/arm'], [4]],
  [['linux/armhf'], [4]],
  [['linux/arm/v6'], [5]],
  [['Linux/ARMEL'], [5]],
  [['windows/amd64'], [7, 8]],
  [['windows(10.0.20348)/amd64'], [8]],
  [['windows(10.0.17763.5122)/amd64'], [7]],
])('%j keeps what is of these, in its order, with what attests it', (platforms, kept) => {
  expect(keptOf(...platforms)).toEqual(kept)
})

test('all else stays as it is, and the same is made of the same every time', () => {
  const members = { artifactType: 'application/x', annotations: { b: 'ü', a: '1' }, subject: entry('subject'), x: [1] }
  const index = indexOf([...ENTRIES], members)
  const made = narrowed(index, ['linux/arm64'], 'oci:test')
  expect(JSON.parse(made.text)).toEqual({ ...JSON.parse(index.text), manifests: [ENTRIES[3], ENTRIES[6]] })
  expect(made.children.map(({ digest }) => digest)).toEqual([sha256('arm64'), ENTRIES[6]?.digest])
  expect(made.digest).toBe(digestOf(Buffer.from(made.text)))
  expect(narrowed(index, ['linux/arm64/v8', 'linux/arm64'], 'oci:test')).toEqual(made)
  expect(Object.keys(JSON.parse(made.text))).toEqual(Object.keys(JSON.parse(index.text)))
})

test('a list of Docker stays one, and an index that says no type says none', () => {
  const list = narrowed(indexOf(ENTRIES, {}, DOCKER_LIST), ['linux/arm64'], 'oci:test')
  expect([list.mediaType, JSON.parse(list.text).mediaType]).toEqual([DOCKER_LIST, DOCKER_LIST])
  const silent = narrowed(indexOf(ENTRIES, { mediaType: undefined }), ['linux/arm64'], 'oci:test')
  expect(JSON.parse(silent.text)).not.toHaveProperty('mediaType')
})

test('an index that holds nothing else is the same, byte for byte', () => {
  const index = indexOf([entry('amd64', linux('amd64')), attestation('amd64')])
  expect(narrowed(index, ['linux/amd64'], 'oci:test')).toBe(index)
})

test.each([
  [
    ENTRIES,
    ['linux/riscv64'],
    /has no linux\/riscv64; it has linux\/amd64, linux\/amd64\/v3, linux\/arm64, linux\/arm/,
  ],
  [ENTRIES, ['linux/amd64', 'linux/arm/v5', 'darwin/arm64'], /has no linux\/arm\/v5, darwin\/arm64; it has/],
  [ENTRIES, ['windows(10.0.2)/amd64'], /windows\(10\.0\.17763\.5122\)\/amd64, windows\(10\.0\.20348\.2113\)\/amd64$/],
  [[entry('one')], ['linux/amd64'], /it has no image that says its platform$/],
  [[entry('one', linux('s390x')), attestation('one')], ['linux/amd64'], /it has linux\/s390x$/],
])('a platform that is not there is refused, with those that are', (entries, platforms, said) => {
  expect(() => narrowed(indexOf(entries), platforms, 'oci:test')).toThrow(
    expect.objectContaining({ code: 'PLATFORM_NOT_FOUND', detail: expect.stringMatching(said) }),
  )
})

test('of many platforms some are named, and of a name that is none nothing', () => {
  const entries = Array.from({ length: 40 }, (_, index) => entry(`${index}`, linux(`arch${index}`)))
  const odd = entry('odd', { os: 'a\u001b[2J\nb', architecture: 'x' })
  expect(() => narrowed(indexOf([odd, ...entries]), ['linux/amd64'], 'oci:test')).toThrow(
    expect.objectContaining({ detail: expect.stringMatching(/it has linux\/arch0, .*linux\/arch29 and 10 more$/) }),
  )
})

test('one image is no index', () => {
  const image = { ...indexOf([]), mediaType: IMAGE_TYPE }
  expect(isIndex(image.mediaType)).toBe(false)
  expect(() => narrowed(image, ['linux/amd64'], 'oci:test')).toThrow(
    expect.objectContaining({ code: 'SOURCE_INVALID', hint: 'Leave out platforms, or name an index.' }),
  )
})
