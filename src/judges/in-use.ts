import { EcrsyncError } from '../errors.ts'
import type { InUse, Target } from '../model.ts'
import { DIGEST, type ImageReference, referenceIn, registryOfHost, TAG } from '../names.ts'

/** An emulator's. */
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/

/**
 * The images of a list that are in the registry of a target: one reference a line, as kubectl or docker print them; empty
 * lines and `#` are left out, and so are images of other registries. Without a host, a name is that of a repository.
 * @throws EcrsyncError INVALID_IN_USE with every line that is no reference, and where there is none at all
 */
export function inUseOf(text: string, file: string, target: Pick<Target, 'account' | 'region'>): readonly InUse[] {
  const lines = text.split(/\r?\n/).map((line, index) => ({ line: line.trim(), number: index + 1 }))
  const written = lines
    .filter(({ line }) => line !== '' && !line.startsWith('#'))
    .map(one => ({ ...one, image: imageIn(one.line) }))
  const wrong = written.filter(({ image }) => image === undefined)
  if (wrong.length > 0) throw notReferences(wrong, file)
  if (written.length === 0) throw nothingIn(file)
  return written.flatMap(({ image, number }) => {
    if (image === undefined || (image.host !== undefined && !isOf(target, image.host))) return []
    const { repositoryName, tag = 'latest', digest } = image
    // What docker takes for `latest`, and what a digest says already.
    const named = digest === undefined ? { tag } : { digest }
    return [{ repositoryName, ...named, source: { file, line: number, column: 1 } }]
  })
}

function imageIn(line: string): (ImageReference & { readonly host?: string }) | undefined {
  const [first = '', ...rest] = line.split('/')
  const isHost = rest.length > 0 && /[.:]|^localhost$/.test(first)
  const reference = referenceIn(isHost ? rest.join('/') : line)
  if (reference === undefined) return undefined
  const { tag, digest } = reference
  if ((tag !== undefined && !TAG.test(tag)) || (digest !== undefined && !DIGEST.test(digest))) return undefined
  return { ...reference, ...(isHost && { host: first }) }
}

function isOf({ account, region }: Pick<Target, 'account' | 'region'>, host: string): boolean {
  const registry = registryOfHost(host)
  return LOOPBACK.test(host) || (registry?.account === account && registry.region === region)
}

/** What made the list may have failed. */
const nothingIn = (file: string): EcrsyncError =>
  new EcrsyncError('INVALID_IN_USE', `${file} names no image`, {
    detail: 'A list that is empty protects nothing, and the command that makes it may have failed.',
    hint: 'Make it again, or leave --in-use out if nothing is in use.',
  })

function notReferences(
  wrong: readonly { readonly line: string; readonly number: number }[],
  file: string,
): EcrsyncError {
  const diagnostics = wrong.map(({ line, number }) => ({
    severity: 'error' as const,
    code: 'INVALID_IN_USE',
    summary: `"${line.slice(0, 100)}" is no reference of an image`,
    detail: 'An image that is in use and not understood could be expired.',
    hint: 'Write one a line, for example 111122223333.dkr.ecr.eu-west-1.amazonaws.com/payments/api:1.4.2',
    source: { file, line: number, column: 1 },
  }))
  return new EcrsyncError('INVALID_IN_USE', diagnostics[0]?.summary ?? '', { diagnostics })
}
