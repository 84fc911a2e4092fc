import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls'
import { EcrsyncError } from '../errors.ts'

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

const contexts = new Map<string, SecureContext>()

/**
 * Whom connections trust where `AWS_CA_BUNDLE` names more than the usual: those of Node, those of `NODE_EXTRA_CA_CERTS`,
 * which a list of one's own takes the place of, and those of that file. Made once, since reading them takes a while.
 *
 * @throws EcrsyncError INVALID_ENVIRONMENT
 */
export function trusted(file = process.env.AWS_CA_BUNDLE || undefined): SecureContext | undefined {
  if (file === undefined) return undefined
  const known = contexts.get(file)
  if (known !== undefined) return known
  const context = createSecureContext({ ca: [...rootCertificates, ...extraCertificates(), ...certificatesIn(file)] })
  contexts.set(file, context)
  return context
}

/** Node itself has warned where they cannot be read. */
function extraCertificates(): readonly string[] {
  try {
    return readFileSync(process.env.NODE_EXTRA_CA_CERTS ?? '', 'utf8').match(CERTIFICATE) ?? []
  } catch {
    return []
  }
}

function certificatesIn(file: string): readonly string[] {
  try {
    const found = readFileSync(file, 'utf8').match(CERTIFICATE) ?? []
    for (const certificate of found) new X509Certificate(certificate)
    if (found.length > 0) return found
  } catch (error) {
    throw noBundle(file, `what it holds cannot be taken (${(error as Error).message})`, error)
  }
  throw noBundle(file, 'it holds no certificate')
}

const noBundle = (file: string, what: string, cause?: unknown): EcrsyncError =>
  new EcrsyncError('INVALID_ENVIRONMENT', 'AWS_CA_BUNDLE names no certificates', {
    detail: `${file}: ${what}`,
    hint: 'Name a file of certificates in PEM (-----BEGIN CERTIFICATE-----), or take AWS_CA_BUNDLE out of the environment.',
    cause,
  })
