import { EcrsyncError } from '../../errors.ts'
import { withCommas } from '../../words.ts'

const MIB = 1024 * 1024

/** Of all files of one manifest together. */
export const LIMITS = { bytes: 64 * MIB, nodes: 1_000_000, lexemes: 12_000_000 } as const

export type Limits = Readonly<Record<keyof typeof LIMITS, number>>

/** Half a node each: a key and its value, or a dash and its item, are one. */
const HALVES: ReadonlySet<string> = new Set(['\u001f', '-', ',', '?', '[', '{', '"', "'", '&', '*', '!', '|', '>'])

/** What the files of a manifest may still come to, counted while they are read: before anything large has been built. */
export class Budget {
  readonly #limits: Limits
  #bytes: number
  #halves: number
  #lexemes: number
  #repeated: number

  constructor(limits: Limits = LIMITS) {
    this.#limits = limits
    this.#bytes = limits.bytes
    this.#halves = limits.nodes * 2
    this.#lexemes = limits.lexemes
    this.#repeated = limits.nodes
  }

  /** Bytes that may still be read. */
  get bytes(): number {
    return this.#bytes
  }

  /** @throws EcrsyncError MANIFEST_TOO_LARGE */
  takeBytes(count: number, file: string): void {
    this.#bytes -= count
    if (this.#bytes < 0) throw tooLarge(file, `more than ${this.#limits.bytes / MIB} MiB`)
  }

  /**
   * One lexeme of a YAML text, told by how it begins.
   *
   * @throws EcrsyncError MANIFEST_TOO_LARGE
   */
  takeLexeme(lexeme: string, file: string): void {
    this.takeAll({ lexemes: 1, halves: HALVES.has(lexeme[0] as string) ? 1 : 0 }, file)
  }

  /**
   * Lexemes, and halves of values among them.
   *
   * @throws EcrsyncError MANIFEST_TOO_LARGE
   */
  takeAll({ lexemes, halves }: { readonly lexemes: number; readonly halves: number }, file: string): void {
    this.#lexemes -= lexemes
    this.#halves -= halves
    if (this.#halves < 0) throw tooLarge(file, `more than ${withCommas(this.#limits.nodes)} values`)
    if (this.#lexemes < 0) throw tooLarge(file, 'too many lines, comments and signs')
  }

  /** Whether there was one left for a value that an alias repeats. */
  takeRepeated(): boolean {
    this.#repeated -= 1
    return this.#repeated >= 0
  }
}

const tooLarge = (file: string, what: string): EcrsyncError =>
  new EcrsyncError('MANIFEST_TOO_LARGE', `With ${file} the files of the manifest are too large`, {
    detail: `They hold ${what}, all together; 100,000 repositories take less.`,
    hint: 'Is it the right file? If so, say in defaults what many repositories share, or split the manifest.',
  })
