import type { ECR } from '@aws-sdk/client-ecr'
import { beforeEach } from 'vitest'
import type { Emulator, EmulatorOptions } from '../../../src/emulator/server.ts'
import { type Caller, clientOf, emulated, IMAGE_TYPE, INDEX_TYPE, sha256 } from '../ecr.ts'
import { type Answer, type Raw, send } from '../http.ts'

export const MISSING = `sha256:${'0'.repeat(64)}`
const CONFIG = '{}'

/** What a client sends that has logged in with the token of `GetAuthorizationToken`. */
export async function login(ecr: ECR): Promise<string> {
  const { authorizationData } = await ecr.getAuthorizationToken({})
  return `Basic ${authorizationData?.[0]?.authorizationToken}`
}

/** A client of the Docker Registry API. */
export interface Docker {
  ask(method: string, path: string, more?: Pick<Raw, 'headers' | 'body'>): Promise<Answer>
  /** Uploads a blob whole; answers its digest. */
  pushBlob(repositoryName: string, content: string): Promise<string>
  /** Puts a manifest under a tag or its digest. */
  put(repositoryName: string, reference: string, manifest: string, type?: string): Promise<Answer>
  /** Pushes an image made of its content's name, under a tag or its digest; answers its digest. */
  push(repositoryName: string, content: string, tag?: string): Promise<string>
}

export function dockerOf(url: () => string, fixed: () => Readonly<Record<string, string>>): Docker {
  const ask: Docker['ask'] = (method, path, { headers = {}, ...more } = {}) =>
    send(url(), { method, path, headers: { ...fixed(), ...headers }, ...more })
  const pushBlob: Docker['pushBlob'] = async (name, body) => {
    await ask('POST', `/v2/${name}/blobs/uploads/?digest=${sha256(body)}`, { body })
    return sha256(body)
  }
  const put: Docker['put'] = (name, reference, body, type = IMAGE_TYPE) =>
    ask('PUT', `/v2/${name}/manifests/${reference}`, { body, headers: { 'content-type': type } })
  return {
    ask,
    pushBlob,
    put,
    async push(name, content, tag) {
      for (const blob of [CONFIG, content]) await pushBlob(name, blob)
      const manifest = manifestOf(content)
      await put(name, tag ?? sha256(manifest), manifest)
      return sha256(manifest)
    },
  }
}

/** A client with a login of its own, at the registry that a host name stands for if there is one. */
export async function dockerAs(emulator: Emulator, caller: Caller, host?: string): Promise<Docker> {
  const authorization = await login(clientOf(emulator, caller))
  return dockerOf(
    () => emulator.url,
    () => ({ authorization, ...(host !== undefined && { host }) }),
  )
}

/** A fresh emulator for each test of a file, with a client of either API. */
export function docked(options: EmulatorOptions = {}) {
  const world = emulated(options)
  let authorization = ''
  beforeEach(async () => {
    authorization = await login(world.ecr)
  })
  const docker = dockerOf(
    () => world.emulator.url,
    () => ({ authorization }),
  )
  return { world, docker }
}

const descriptor = (mediaType: string, content: string) => ({
  mediaType,
  size: content.length,
  digest: sha256(content),
})

/** A manifest of one layer, which is its content. */
export const manifestOf = (content: string, more = {}): string =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: IMAGE_TYPE,
    config: descriptor('application/vnd.oci.image.config.v1+json', CONFIG),
    layers: [descriptor('application/vnd.oci.image.layer.v1.tar+gzip', content)],
    ...more,
  })

export const indexOf = (children: readonly string[], more = {}): string =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: INDEX_TYPE,
    manifests: children.map(digest => ({ mediaType: IMAGE_TYPE, size: 1, digest })),
    ...more,
  })

/** Code and message of the one error in an answer. */
export function errorIn({ status, text }: Answer): readonly [status: number, code: string, message: string] {
  const { errors } = JSON.parse(text) as { errors: readonly { code: string; message: string }[] }
  const [{ code, message } = { code: 'none', message: '' }] = errors
  return [status, code, message]
}
