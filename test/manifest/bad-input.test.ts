import { resolve as resolvePath } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { EcrsyncError } from '../../src/errors.ts'
import { loadManifest } from '../../src/manifest/form/load.ts'
import { readableFor } from '../../src/manifest/meaning/environment.ts'
import { resolveTargets } from '../../src/manifest/meaning/resolve-targets.ts'
import { diskFiles } from '../../src/manifest/text/disk-files.ts'
import { isEndpointOfEcr } from '../../src/names.ts'
import type { BadInput } from '../commands/bad-input/bad-input.ts'
import { CASES } from '../commands/bad-input/cases.ts'
import { folderWith } from '../folder.ts'
import { placeOf } from './world.ts'

/** The findings that end the reading, as `FILE:LINE:COLUMN CODE`. */
async function errorsIn({ files, prepare, env = {} }: BadInput): Promise<readonly string[]> {
  const folder = await folderWith(typeof files === 'string' ? { 'ecrsync.yaml': files } : files)
  await prepare?.(folder)
  const reading = loadManifest(resolvePath(folder, 'ecrsync.yaml'), diskFiles).then(manifest =>
    resolveTargets(manifest, { region: 'us-east-1', environment: readableFor(env, []), mayAsk: isEndpointOfEcr }),
  )
  return reading.then(
    () => [],
    ({ diagnostics }: EcrsyncError) => diagnostics.map(({ source, code }) => `${placeOf(source)} ${code}`),
  )
}

describe.each(CASES)('%s', (_title, cases) => {
  test.each(Object.entries(cases))('%s', async (_name, input) => {
    expect(await errorsIn(input)).toContain(`${input.at} ${input.code}`)
  })
})
