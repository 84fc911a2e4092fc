import { loadManifest } from '../../manifest/form/load.ts'
import { resolveTargets } from '../../manifest/meaning/resolve-targets.ts'
import { diskFiles } from '../../manifest/text/disk-files.ts'
import { MANIFEST_FILE } from '../../names.ts'
import { regionFor, surroundingsOf } from '../open/offline.ts'
import type { NamesOf } from './candidates.ts'

/** Of the manifest that the line is about, as far as it can be read: whoever completes a line is told of no mistake. */
export const namesOfManifest: NamesOf = async (what, { file = MANIFEST_FILE, region, 'allow-env': allowEnv }) => {
  try {
    const options = { ...surroundingsOf({ 'allow-env': allowEnv }), region: regionFor({ region, local: false }) }
    const { targets } = resolveTargets(await loadManifest(file, diskFiles), options)
    if (what === 'repository')
      return targets.flatMap(({ names: { repositories, removed } }) => [...repositories, ...removed])
    return targets.flatMap(({ target: { name, labels } }) => [
      name,
      ...Object.entries(labels).map(([key, value]) => `${key}=${value}`),
    ])
  } catch {
    return []
  }
}
