import { AwsError, invalid } from '../errors.ts'

/** What one value of an operation's input has to be: reads it, or throws what ECR answers instead. */
export interface Shape<T> {
  readonly read: (value: unknown, path: string) => T
}

export type Read<S> = S extends Shape<infer T> ? T : never
type Members = Readonly<Record<string, Shape<unknown>>>

interface Text {
  readonly min?: number
  readonly max?: number
  readonly pattern?: RegExp
}
interface Bounds {
  readonly min?: number
  readonly max?: number
}

export const optional = <T>({ read }: Shape<T>): Shape<T | undefined> => ({
  read: (value, path) => (value === undefined || value === null ? undefined : read(value, path)),
})

export const text = ({ min = 0, max = Number.POSITIVE_INFINITY, pattern }: Text = {}): Shape<string> => ({
  read(value, path) {
    if (typeof value !== 'string') throw mistyped(value, path, 'a String')
    checkBounds(value.length, 'length', { min, max }, path)
    if (pattern && !pattern.test(value)) {
      throw invalid(path, `must satisfy regular expression '${pattern.source.slice(1, -1)}'`)
    }
    return value
  },
})

export const oneOf = <const T extends string>(values: readonly T[]): Shape<T> => ({
  read(value, path) {
    if (typeof value !== 'string') throw mistyped(value, path, 'a String')
    const found = values.find(one => one === value)
    if (found === undefined) throw invalid(path, `Member must satisfy enum value set: [${values.join(', ')}]`)
    return found
  },
})

export const integer = ({ min = 0, max = Number.MAX_SAFE_INTEGER }: Bounds = {}): Shape<number> => ({
  read(value, path) {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw mistyped(value, path, 'an Integer')
    checkBounds(value, 'value', { min, max }, path)
    return value
  },
})

export const flag: Shape<boolean> = {
  read(value, path) {
    if (typeof value !== 'boolean') throw mistyped(value, path, 'a Boolean')
    return value
  },
}

/** Bytes, which were taken out of the JSON before it was parsed, where they were plain base64. */
export const blob = ({ max = Number.POSITIVE_INFINITY }: Bounds = {}): Shape<Buffer> => ({
  read(value, path) {
    if (!Buffer.isBuffer(value) && typeof value !== 'string') throw mistyped(value, path, 'a Blob')
    const bytes = typeof value === 'string' ? decoded(value, path) : value
    checkBounds(bytes.length, 'length', { min: 0, max }, path)
    return bytes
  },
})

export const list = <T>(
  { read }: Shape<T>,
  { min = 0, max = Number.POSITIVE_INFINITY }: Bounds = {},
): Shape<readonly T[]> => ({
  read(value, path) {
    if (!Array.isArray(value)) throw mistyped(value, path, 'a List')
    checkBounds(value.length, 'length', { min, max }, path)
    return value.map((one, index) => read(one, `${path}.${index + 1}.member`))
  },
})

/** Members that are not in the table are let through unread, as AWS JSON does. */
export const structure = <M extends Members>(members: M): Shape<{ readonly [K in keyof M]: Read<M[K]> }> => ({
  read(value, path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw mistyped(value, path, 'a Structure')
    const given = new Map(Object.entries(value))
    const entries = Object.entries(members).map(([name, { read }]) => [name, read(given.get(name), join(path, name))])
    return Object.fromEntries(entries)
  },
})

const join = (path: string, name: string) => (path === '' ? name : `${path}.${name}`)

function checkBounds(size: number, what: 'length' | 'value', { min, max }: Required<Bounds>, path: string): void {
  if (size < min) throw invalid(path, `Member must have ${what} greater than or equal to ${min}`)
  if (size > max) throw invalid(path, `Member must have ${what} less than or equal to ${max}`)
}

function mistyped(value: unknown, path: string, wanted: string): AwsError {
  if (value === undefined || value === null) return invalid(path, 'Member must not be null')
  const found = Array.isArray(value) ? 'LIST' : typeof value === 'object' ? 'STRUCTURE' : typeof value
  return new AwsError('SerializationException', `${found.toUpperCase()}_VALUE can not be converted to ${wanted}`)
}

function decoded(base64: string, path: string): Buffer {
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return Buffer.from(base64, 'base64')
  throw new AwsError('SerializationException', `The value at '${path}' is not base64`)
}
