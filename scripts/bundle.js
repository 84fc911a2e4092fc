// Writes bundle/: what is installed runs from it. Made of dist/, in chunks that are loaded when they are needed. Part of the build.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { licencesOf } from './licences.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DIST = `${ROOT}dist/`
const BUNDLE = `${ROOT}bundle/`

/** oclif looks for these where somebody develops with them; nobody does who runs the bundle. */
const ABSENT = ['typescript', 'pnpapi']

/** What the compiler says of a line in dist, so that a trace leads to the one in src. */
const compiled = {
  name: 'compiled',
  load: {
    filter: { id: /[/\\]dist[/\\]/ },
    /** @param {string} id */
    handler(id) {
      if (!id.startsWith(DIST)) return undefined
      const code = readFileSync(id, 'utf8')
      // Another step of the build has written over what it has not.
      return code.includes('//# sourceMappingURL=') ? { code, map: readFileSync(`${id}.map`, 'utf8') } : code
    },
  },
}

/** Lines of packages that cost every start, or would load what is not ours. Each must be there, or the build fails. */
const EDITS = [
  {
    // Making one takes V8 a sixth of the time that Node needs to start, and texts without such characters ask for none.
    file: 'string-width/index.js',
    line: 'const segmenter = new Intl.Segmenter();',
    edited: 'let made; const segmenter = { segment: text => (made ??= new Intl.Segmenter()).segment(text) };',
  },
  {
    // It would be that of the folder above, where somebody has one: we hand it our own.
    file: 'fdir/dist/index.mjs',
    line: '__require.resolve("picomatch");',
    edited: '',
  },
  { file: 'fdir/dist/index.mjs', line: 'pm = __require("picomatch");', edited: '' },
  { file: 'fdir/dist/index.cjs', line: 'require.resolve("picomatch");', edited: '' },
]

const edited = {
  name: 'edited',
  transform: {
    filter: {
      id: EDITS.map(({ file }) => new RegExp(`[/\\\\]node_modules[/\\\\]${file}$`)),
      code: /segmenter|picomatch/,
    },
    /**
     * @param {string} code
     * @param {string} id
     */
    handler: (code, id) => ({ code: EDITS.filter(({ file }) => id.endsWith(file)).reduce(withEdit, code), map: null }),
  },
}

/**
 * @param {string} code
 * @param {typeof EDITS[number]} edit
 */
function withEdit(code, { file, line, edited }) {
  if (!code.includes(line)) throw new Error(`${file} has no line ${line}`)
  return code.replace(line, edited)
}

/** Of oclif what is used of it: its index also brings a library to compare the version of Node, at each start. */
const OCLIF = `
  export * as Args from '@oclif/core/args'
  export { Command } from '@oclif/core/command'
  export { Config } from '@oclif/core/config'
  export * as Flags from '@oclif/core/flags'
  export { flush } from '@oclif/core/flush'
  export { handle } from '@oclif/core/handle'
  export { Help } from '@oclif/core/help'
  export { ux } from '@oclif/core/ux'
`

const lessOclif = {
  name: 'less-oclif',
  resolveId: { filter: { id: /^@oclif\/core$/ }, handler: () => `${DIST}oclif.js` },
  load: { filter: { id: /[/\\]dist[/\\]oclif\.js$/ }, handler: () => OCLIF },
}

/** @param {Record<string, string>} input of each entry its file in dist */
async function bundled(input) {
  const bundle = await rolldown({
    input: Object.fromEntries(Object.entries(input).map(([name, file]) => [name, DIST + file])),
    cwd: ROOT,
    platform: 'node',
    external: ABSENT,
    // Of a package that has both, its modules: what of them nobody uses is left out.
    resolve: { mainFields: ['module', 'main'] },
    plugins: [lessOclif, compiled, edited],
  })
  const { output } = await bundle.write({
    dir: BUNDLE,
    // Code of CommonJS is what a code cache of V8 can be made of in every version of Node.
    format: 'cjs',
    dynamicImportInCjs: false,
    exports: 'named',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    sourcemap: true,
    sourcemapExcludeSources: true,
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true, asciiOnly: true } },
  })
  return output.flatMap(chunk => (chunk.type === 'chunk' ? chunk.moduleIds : []))
}

rmSync(BUNDLE, { recursive: true, force: true })
const modules = [
  // By itself, because it is loaded before any code cache.
  ...(await bundled({ start: 'start/start.js' })),
  ...(await bundled({ main: 'commands/main.js', helper: 'commands/login/helper.js' })),
]
writeFileSync(`${BUNDLE}THIRD-PARTY-LICENSES`, licencesOf(modules))
