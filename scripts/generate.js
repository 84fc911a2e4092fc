// Writes every generated file; with --check it only compares, and names what is stale. Needs a build.
import { execFileSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PUBLISHED } from '../dist/manifest/form/published.js'
import { fmtSchema, initSchema } from '../dist/render/authoring-schemas.js'
import { explainSchema } from '../dist/render/explain-json.js'
import { iamSchema } from '../dist/render/iam-schema.js'
import { importSchema } from '../dist/render/import-schema.js'
import { inventorySchema } from '../dist/render/inventory/json.js'
import {
  applySchema,
  copySchema,
  diagnosticsSchema,
  planSchema,
  previewSchema,
  receiptSchema,
  validateSchema,
} from '../dist/render/output-schemas.js'
import { updateSchema } from '../dist/render/update-schema.js'
import { checksPage } from './checks.js'
import { iamPolicy } from './iam.js'
import { PAGES, withGenerated } from './pages.js'
import { planPicture, targetsPicture } from './picture.js'
import { previewPicture } from './preview-picture.js'
import { reference } from './reference.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** @param {unknown} value */
const json = value => `${JSON.stringify(value, null, 2)}\n`

/**
 * With a line for each field of the root and each definition: editors load it whenever a manifest is opened.
 * @param {unknown} value
 * @param {number} [depth]
 * @returns {string}
 */
function lines(value, depth = 2) {
  if (depth === 0 || typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value)
  const entries = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${lines(inner, depth - 1)}`)
  return `{\n${entries.join(',\n')}\n}`
}

/** @type {Readonly<Record<string, () => string | Promise<string>>>} */
const FILES = {
  'schemas/manifest.schema.json': () => `${lines(PUBLISHED.manifest())}\n`,
  'schemas/fragment.schema.json': () => `${lines(PUBLISHED.fragment())}\n`,
  'schemas/plan.schema.json': () => json(planSchema),
  'schemas/apply.schema.json': () => json(applySchema),
  'schemas/receipt.schema.json': () => json(receiptSchema),
  'schemas/preview.schema.json': () => json(previewSchema),
  'schemas/copy.schema.json': () => json(copySchema),
  'schemas/validate.schema.json': () => json(validateSchema),
  'schemas/explain.schema.json': () => json(explainSchema),
  'schemas/inventory.schema.json': () => json(inventorySchema),
  'schemas/fmt.schema.json': () => json(fmtSchema),
  'schemas/init.schema.json': () => json(initSchema),
  'schemas/import.schema.json': () => json(importSchema),
  'schemas/update.schema.json': () => json(updateSchema),
  'schemas/iam.schema.json': () => json(iamSchema),
  'schemas/diagnostics.schema.json': () => json(diagnosticsSchema),
  'schemas/README.md': reference,
  'docs/checks.md': checksPage,
  'iam-policy.json': () => json(iamPolicy()),
  'docs/plan.svg': planPicture,
  'docs/targets.svg': targetsPicture,
  'docs/preview.svg': previewPicture,
  ...Object.fromEntries(PAGES.map(page => [page, () => withGenerated(page)])),
}

/**
 * As `npm run format` would leave it, so that the linter and --check ask for the same bytes.
 * @param {string} file
 * @param {string} text
 */
function formatted(file, text) {
  if (!/^(?!schemas\/).*\.json$/.test(file)) return text
  const biome = join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome')
  const args = [biome, 'format', `--stdin-file-path=${file}`]
  return execFileSync(process.execPath, args, { cwd: ROOT, input: text, encoding: 'utf8' })
}

/** @param {string} file */
const written = file => readFile(join(ROOT, file), 'utf8').catch(() => undefined)

const isCheck = process.argv.includes('--check')
const stale = []
for (const [file, generate] of Object.entries(FILES)) {
  const text = formatted(file, await generate())
  if ((await written(file)) === text) continue
  stale.push(file)
  if (isCheck) continue
  await mkdir(dirname(join(ROOT, file)), { recursive: true })
  await writeFile(join(ROOT, file), text)
}

if (stale.length === 0) process.stdout.write('All generated files are fresh.\n')
else if (isCheck) {
  process.stderr.write(`Stale: ${stale.join(', ')}\nRun npm run gen, and commit what it writes.\n`)
  process.exitCode = 1
} else process.stdout.write(`Written: ${stale.join(', ')}\n`)
