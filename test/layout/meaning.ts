import { kindOf } from '../../src/kinds/index.ts'
import { loadManifest } from '../../src/manifest/form/load.ts'
import { resolveTargets } from '../../src/manifest/meaning/resolve-targets.ts'
import { wishesOf } from '../../src/manifest/meaning/wishes.ts'
import type { Files } from '../../src/manifest/text/files.ts'
import type { Declared } from '../../src/model.ts'

/** Of a fleet, some targets stand for all. */
const MOST = 10

type Environment = Readonly<Record<string, string>>

/** Of each target what is to be where nothing is, so that two spellings of a document are the same. */
export async function meantBy(file: string, files: Files, environment: Environment = {}): Promise<unknown> {
  const manifest = await loadManifest(file, files)
  const { targets, ...about } = resolveTargets(manifest, {
    environment,
    allowed: Object.keys(environment),
    region: 'us-east-1',
  })
  const { name, guards } = about
  const meant = targets
    .filter((_, index) => index % Math.ceil(targets.length / MOST) === 0)
    .map(({ target: { source: _, ...target }, resolved }) => {
      const wishes = wishesOf(resolved())
      const found = ['team/other', 'docker-hub/library/redis'].flatMap(one => wishes.discovered?.of(one) ?? [])
      const all = [...wishes.registry(), ...wishes.repositories.flatMap(wishes.of), ...found]
      return [target, new Map(all.map(specOf))]
    })
  return { name, guards, meant }
}

/** A document as it would be there; all else as it is wished. */
export function specOf({ address, want }: Declared): readonly [string, unknown] {
  const kind = kindOf(address.slice(0, address.indexOf('[')))
  const spec = kind.documents && want ? kind.merge(null, want) : undefined
  return [address, spec ? kind.canonical(spec) : want]
}
