import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/**
 * A folder with these files while the work goes on.
 * @template T @param {Readonly<Record<string, string>>} files @param {(folder: string) => Promise<T>} work
 */
export async function inFolder(files, work) {
  const folder = mkdtempSync(join(tmpdir(), 'ecrsync-bench-'))
  try {
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
