import { EcrsyncError } from '../errors.ts'
import type { Source, Target } from '../model.ts'

/** An image that somebody runs: a rule that would take it away is not put. */
export interface InUse {
  readonly repositoryName: string
  readonly tag?: string
  readonly digest?: string
  readonly source: Source
}

const REFERENCE =
  /^(?:([^/@]+)\/)?([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::([a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/
const ECR_HOST = /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\./
/** An emulator's. */
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/

/**
 * The images of a list that are in the registry of a target: one reference a line, as kubectl or docker print them; empty
 * lines and `#` are left out, and so are images of other registries. Without a host, a name is that of a repository.
 * @throws EcrsyncError INVALID_IN_USE with every line that is no reference, and where there is none at all
 */
export function inUseOf(text: string, file: string, target: Pick<Target, 'account' | 'region'>): readonly InUse[] {
  const lines = text.split(/\r?\n/).map((line, index) => ({ line: line.trim(), number: index + 1 }))
  const written = lines.filter(({ line }) => line !== '' && !line.startsWith('#'))
  const wrong = written.filter(({ line }) => !REFERENCE.test(line))
  if (wrong.length > 0) throw notReferences(wrong, file)
  if (written.length === 0) throw nothingIn(file)
  return written.flatMap(({ line, number }) => {
    const { host, repositoryName, tag, digest } = partsOf(line)
    if (host !== undefined && !isOf(target, host)) return []
    // What docker takes for `latest`, and what a digest says already.
    const named = digest === undefined ? { tag: tag ?? 'latest' } : { digest }
    return [{ repositoryName, ...named, source: { file, line: number, column: 1 } }]
  })
}

function partsOf(line: string) {
  const [, first, rest = '', tag, digest] = REFERENCE.exec(line) ?? []
  const isHost = first !== undefined && /[.:]|^localhost$/.test(first)
  return {
    host: isHost ? first : undefined,
    repositoryName: isHost || first === undefined ? rest : `${first}/${rest}`,
    tag,
    digest,
  }
}

function isOf({ account, region }: Pick<Target, 'account' | 'region'>, host: string): boolean {
  const [, ofAccount, ofRegion] = ECR_HOST.exec(host) ?? []
  return LOOPBACK.test(host) || (ofAccount === account && ofRegion === region)
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
