import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { isFields } from '../../../../src/kinds/canonical.ts'
import { pathText } from '../../../../src/kinds/path.ts'
import { isKeyed } from '../../../../src/manifest/form/facets.ts'
import { loadManifest } from '../../../../src/manifest/form/load.ts'
import { explainedRegistry, explainedRepository } from '../../../../src/manifest/meaning/explain/explained.ts'
import { printResolved } from '../../../../src/manifest/meaning/print.ts'
import { resolveTargets } from '../../../../src/manifest/meaning/resolve-targets.ts'
import { diskFiles } from '../../../../src/manifest/text/disk-files.ts'
import type { ExplainedField, Fields } from '../../../../src/model.ts'

const EXAMPLES = join(import.meta.dirname, '../../../../examples')
const files = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('ecrsync.yaml'))

/** Settings as they are printed, each by its path. */
const byPath = (printed: Fields): Fields =>
  Object.fromEntries(
    Object.entries(printed).flatMap(([facet, value]) =>
      isKeyed(facet) && isFields(value)
        ? Object.entries(value).map(([key, one]) => [pathText([facet, key]), one])
        : [[facet, value]],
    ),
  )
/** Waivers are printed as a list, and what is left to others not at all. */
const isPrinted = (path: string): boolean => !/^(waive|unmanaged)/.test(path)
const explainedByPath = (fields: readonly ExplainedField[]): Fields =>
  Object.fromEntries(fields.filter(({ field }) => isPrinted(field)).map(({ field, value }) => [field, value]))
const printedByPath = (printed: Fields | null = {}): Fields =>
  Object.fromEntries(Object.entries(byPath(printed ?? {})).filter(([path]) => isPrinted(path)))

test.each(files)('of %s, each value is the one that is printed, and has a place', async file => {
  const manifest = await loadManifest(join(EXAMPLES, file), diskFiles)
  const environment = { ECRSYNC_VAR_STAGE: 'production' }
  for (const { target, resolved } of resolveTargets(manifest, { environment, region: 'eu-west-1' }).targets) {
    const printed = parse(printResolved(manifest.root, resolved(), target))
    for (const { name } of resolved().repositories) {
      const { fields } = explainedRepository(resolved(), name)
      expect(explainedByPath(fields)).toEqual(printedByPath(printed.repositories[name]))
      expect(fields.filter(({ chain }) => chain.length === 0)).toEqual([])
    }
    expect(explainedByPath(explainedRegistry(resolved()).fields)).toEqual(printedByPath(printed.registry))
  }
})
