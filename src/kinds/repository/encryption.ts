import { type Encryption, isAlias } from './spec.ts'

/** An alias may stand for any key, and no key means that the manifest does not care which. */
export function mergeEncryption(before: Encryption | undefined, want: Encryption): Encryption {
  if (before === undefined || before.encryptionType !== want.encryptionType) return want
  const isSame = want.kmsKey === undefined || isAlias(want.kmsKey) || isSameKey(want.kmsKey, before.kmsKey ?? '')
  return isSame ? before : want
}

/** Two ARNs are compared whole: a multi-Region key has one id in all its Regions. */
const isSameKey = (a: string, b: string): boolean =>
  a.startsWith('arn:') && b.startsWith('arn:') ? a === b : keyId(a) === keyId(b)

const keyId = (key: string): string => key.slice(key.lastIndexOf('/') + 1)
