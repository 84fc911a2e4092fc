import type { Files } from './files.ts'

/** The same files, of which some have another text. Paths are absolute, with links or without. */
export function overlaid(files: Files, texts: ReadonlyMap<string, string>): Files {
  return {
    ...files,
    async read(path, most = Number.MAX_SAFE_INTEGER) {
      const text = texts.get(path)
      return text === undefined ? files.read(path, most) : Buffer.from(text).subarray(0, most + 1)
    },
  }
}
