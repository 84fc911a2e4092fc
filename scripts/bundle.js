// Writes bundle/: what is installed runs from it. Made of dist/, in chunks that are loaded when they are needed.
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DIST = `${ROOT}dist/`

/** oclif looks for these where somebody develops with them; nobody does who runs the bundle. */
const ABSENT = ['typescript', 'pnpapi']

/**
 * @param {Record<string, string>} input
 * @param {import('rolldown').OutputOptions} [output]
 */
async function bundled(input, output) {
  const bundle = await rolldown({
    input,
    platform: 'node',
    cwd: ROOT,
    external: ABSENT,
    resolve: { mainFields: ['module', 'main'] },
  })
  const { output: written } = await bundle.write({
    dir: `${ROOT}bundle`,
    format: 'cjs',
    exports: 'named',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    sourcemap: true,
    dynamicImportInCjs: false,
    ...output,
  })
  return written
}

rmSync(`${ROOT}bundle`, { recursive: true, force: true })
await bundled({ start: `${DIST}start/start.js` })
await bundled({ main: `${DIST}commands/main.js`, helper: `${DIST}commands/login/helper.js` })
