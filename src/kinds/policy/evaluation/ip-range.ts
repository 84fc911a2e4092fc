/** Addresses of one family, both ends included. */
export interface IpRange {
  readonly family: 4 | 6
  readonly first: bigint
  readonly last: bigint
  /** Bits of the network. */
  readonly prefix: number
}

const BITS = { 4: 32, 6: 128 } as const

/** `203.0.113.0/24`, `2001:db8::/32`, or one address; undefined for anything else. */
export function rangeOf(text: string): IpRange | undefined {
  const [address = '', bits] = text.split('/')
  const family = address.includes(':') ? 6 : 4
  const number = family === 4 ? v4(address) : v6(address)
  const prefix = bits === undefined ? BITS[family] : Number(bits)
  if (number === undefined || !/^\d{0,3}$/.test(bits ?? '') || prefix > BITS[family]) return undefined
  const size = 1n << BigInt(BITS[family] - prefix)
  const first = (number / size) * size
  return { family, first, last: first + size - 1n, prefix }
}

export function isWithin(address: string, range: IpRange): boolean {
  const one = rangeOf(address)
  return one !== undefined && one.family === range.family && range.first <= one.first && one.last <= range.last
}

/** The addresses at which ranges begin and end, and those next to them: between two of them nothing changes. */
export const edgesOf = ({ family, first, last }: IpRange): readonly string[] =>
  [first - 1n, first, last, last + 1n]
    .filter(number => number >= 0n && number < 1n << BigInt(BITS[family]))
    .map(number => textOf(number, family))

function v4(text: string): bigint | undefined {
  const bytes = text.split('.')
  if (bytes.length !== 4 || !bytes.every(byte => /^\d{1,3}$/.test(byte) && Number(byte) < 256)) return undefined
  return bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
}

function v6(text: string): bigint | undefined {
  const [head = '', tail, ...more] = text.split('::')
  if (more.length > 0) return undefined
  const [before, after] = [groups(head), groups(tail ?? '')]
  const missing = 8 - before.length - after.length
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const all = [...before, ...Array.from({ length: missing }, () => '0'), ...after]
  if (!all.every(group => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return all.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n)
}

const groups = (text: string): readonly string[] => (text === '' ? [] : text.split(':'))

function textOf(number: bigint, family: 4 | 6): string {
  const [count, size] = family === 4 ? [4, 256n] : [8, 65_536n]
  const parts = Array.from({ length: count }, (_, index) => (number / size ** BigInt(count - 1 - index)) % size)
  return family === 4 ? parts.join('.') : parts.map(part => part.toString(16)).join(':')
}
