import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { openManifest } from '../../src/commands/open/manifest.ts'
import { surroundingsOf } from '../../src/commands/open/offline.ts'
import type { EcrsyncError } from '../../src/errors.ts'
import { loadManifest } from '../../src/manifest/form/load.ts'
import { further, resolveTargets } from '../../src/manifest/meaning/resolve-targets.ts'
import { memoryFiles } from '../../src/manifest/text/memory-files.ts'
import { renderDiagnostics } from '../../src/render/diagnostics.ts'
import { plain } from '../../src/render/theme.ts'

// A folder is a mistake: `ecrsync.yaml`, the files that it names, and in `expected.txt` what `ecrsync validate` prints.

const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const EXPECTED = 'expected.txt'
const names = readdirSync(FOLDER).filter(name => statSync(join(FOLDER, name)).isDirectory())

const filesOf = (name: string): Readonly<Record<string, Uint8Array>> =>
  Object.fromEntries(
    readdirSync(join(FOLDER, name), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && entry.name !== EXPECTED)
      .map(({ parentPath, name: file }) => join(parentPath, file))
      .map(path => [path.slice(join(FOLDER, name).length + 1), readFileSync(path)]),
  )

/** As `validate` reads it where it stands in the working directory. */
async function validated(name: string): Promise<EcrsyncError | undefined> {
  const options = { ...surroundingsOf({}), environment: {}, region: 'eu-west-1' }
  try {
    const manifest = await loadManifest('ecrsync.yaml', memoryFiles(process.cwd(), filesOf(name)), further(options))
    resolveTargets(manifest, options)
    return undefined
  } catch (error) {
    return error as EcrsyncError
  }
}

describe.each(names)('%s', name => {
  test('is said in words of its own, and exits 3', async () => {
    const error = await validated(name)
    expect(error).toMatchObject({ code: 'INVALID_MANIFEST', exitCode: 3 })
    const text = renderDiagnostics(error?.diagnostics ?? [], plain, 100)
    await expect(`${text}\n`).toMatchFileSnapshot(join(FOLDER, name, EXPECTED))
  })

  test('plans nothing', async () => {
    const flags = { file: join(FOLDER, name, 'ecrsync.yaml'), local: true }
    await expect(openManifest(flags)).rejects.toMatchObject({ exitCode: 3 })
  })
})
