import { expect, test } from 'vitest'
import { digestOf, readManifest } from '../../src/images/manifest.ts'
import { IMAGE_TYPE, INDEX_TYPE } from '../emulator/ecr.ts'

const DOCKER_IMAGE = 'application/vnd.docker.distribution.manifest.v2+json'
const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json'
const blob = (name: string, more = {}) => ({
  mediaType: `application/${name}`,
  size: 3,
  digest: digestOf(Buffer.from(name)),
  ...more,
})
const image = (more = {}) => ({ schemaVersion: 2, config: blob('config'), layers: [blob('layer')], ...more })
const index = (more = {}) => ({ schemaVersion: 2, manifests: [blob('image')], ...more })

function read(manifest: unknown, given?: string) {
  const bytes = Buffer.isBuffer(manifest)
    ? manifest
    : Buffer.from(typeof manifest === 'string' ? manifest : JSON.stringify(manifest))
  return readManifest(bytes, { digest: digestOf(bytes), ...(given !== undefined && { mediaType: given }) }, 'oci:test')
}

test.each([
  { what: 'its own word', manifest: image({ mediaType: DOCKER_IMAGE }), given: IMAGE_TYPE, expected: DOCKER_IMAGE },
  { what: 'that of whoever refers to it', manifest: image(), given: DOCKER_IMAGE, expected: DOCKER_IMAGE },
  { what: 'its form, of an image', manifest: image(), given: undefined, expected: IMAGE_TYPE },
  { what: 'its form, of an index', manifest: index(), given: undefined, expected: INDEX_TYPE },
  {
    what: 'its form, where who refers says nothing useful',
    manifest: index(),
    given: 'text/plain',
    expected: INDEX_TYPE,
  },
  { what: 'a list of Docker', manifest: index({ mediaType: DOCKER_LIST }), given: undefined, expected: DOCKER_LIST },
])('a manifest is what it is by $what', ({ manifest, given, expected }) => {
  expect(read(manifest, given).mediaType).toBe(expected)
})

test('an image needs its configuration and layers, but not those from elsewhere', () => {
  const layers = [blob('layer'), blob('foreign', { urls: ['https://example.com'] }), blob('near', { urls: [] })]
  const { blobs, children, subject } = read(image({ layers, subject: blob('subject') }))
  expect(blobs).toEqual(['config', 'layer', 'near'].map(name => blob(name)))
  expect(children).toEqual([])
  expect(subject).toBe(blob('subject').digest)
})

test('an index needs its images', () => {
  const { blobs, children } = read(index({ config: undefined }))
  expect(children).toEqual([blob('image')])
  expect(blobs).toEqual([])
})

test('the text stays as it is', () => {
  const text = ` ${JSON.stringify(image({ annotations: { name: 'ü\u{1F600}' } }), null, 3)}\n`
  expect(read(text).text).toBe(text)
})

test.each([
  ['no JSON', 'manifest'],
  ['a list', '[]'],
  [
    'no UTF-8',
    Buffer.concat([
      Buffer.from(JSON.stringify(image())).subarray(0, -1),
      Buffer.from(',"a":"'),
      Buffer.from([0xff]),
      Buffer.from('"}'),
    ]),
  ],
  ['of a kind that is not known', image({ mediaType: 'application/vnd.oci.artifact.manifest.v1+json' })],
  ["of Docker's first schema", { schemaVersion: 1, fsLayers: [{ blobSum: blob('layer').digest }] }],
  ['what could be an image or an index', { ...image(), ...index() }],
  ['without a configuration', { schemaVersion: 2, mediaType: IMAGE_TYPE, layers: [] }],
  ['without layers', { schemaVersion: 2, mediaType: IMAGE_TYPE, config: blob('config') }],
  ['with a layer of no size', image({ layers: [{ ...blob('layer'), size: undefined }] })],
  ['with a layer of a negative size', image({ layers: [blob('layer', { size: -1 })] })],
  ['with a layer that is a path', image({ layers: [blob('layer', { digest: 'sha256:../../x' })] })],
  ['with an image that is none', index({ manifests: ['image'] })],
  ['with a subject that is none', image({ subject: {} })],
])('a manifest that is %s is refused', (_, manifest) => {
  expect(() => read(manifest)).toThrow(expect.objectContaining({ code: 'SOURCE_INVALID' }))
})

test.each([
  ["Docker's first schema, by its own word", { schemaVersion: 1, fsLayers: [] }, undefined, 'first schema'],
  [
    "Docker's first schema, of which the signature is no part of its digest",
    { schemaVersion: 1, signatures: [] },
    'application/vnd.docker.distribution.manifest.v1+prettyjws',
    'first schema',
  ],
  ['another algorithm for a layer', image({ layers: [blob('a', { digest: 'sha512:ab' })] }), undefined, 'sha512:ab'],
  ['another algorithm for its configuration', image({ config: { digest: 'sha384:ab' } }), undefined, 'sha384:ab'],
  ['another algorithm for an image', index({ manifests: [{ digest: 'blake3:ab' }] }), undefined, 'blake3:ab'],
  ['another algorithm for its subject', image({ subject: { digest: 'sha512:ab' } }), undefined, 'sha512:ab'],
])('a manifest of %s says so', (_, manifest, given, said) => {
  expect(() => read(manifest, given)).toThrow(
    expect.objectContaining({ code: 'SOURCE_INVALID', detail: expect.stringContaining(said) }),
  )
})

test('a manifest of other bytes than its digest, or of another size, is refused', () => {
  const bytes = Buffer.from(JSON.stringify(image()))
  const digest = digestOf(bytes)
  expect(() => readManifest(Buffer.from(`${bytes} `), { digest }, 'oci:test')).toThrow(
    expect.objectContaining({ code: 'SOURCE_INVALID' }),
  )
  expect(() => readManifest(bytes, { digest, size: 1 }, 'oci:test')).toThrow(
    expect.objectContaining({ code: 'SOURCE_INVALID' }),
  )
})

test('a manifest of more bytes than ECR takes is refused', () => {
  expect(() => read(image({ annotations: { a: 'x'.repeat(4_194_304) } }))).toThrow(
    expect.objectContaining({ code: 'IMAGE_TOO_LARGE' }),
  )
})
