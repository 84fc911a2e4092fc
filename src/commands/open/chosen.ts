import { EcrsyncError } from '../../errors.ts'
import { selecting, selectorFaults } from '../../manifest/meaning/selectors.ts'
import type { DeclaredTarget } from '../../model.ts'
import { listed } from '../../nearest.ts'
import { clipped } from '../../words.ts'
import type { RegistryFlags } from '../flags.ts'

/**
 * The targets that `--target` chooses; without it, all.
 *
 * @throws EcrsyncError INVALID_FLAG for a selector that chooses none, and for a region beside targets that say theirs
 */
export function chosenOf(
  { target: selectors, region }: Pick<RegistryFlags, 'target' | 'region'>,
  declared: readonly DeclaredTarget[],
): readonly DeclaredTarget[] {
  for (const { finding } of selectors ? selectorFaults(selectors, declared) : [])
    throw new EcrsyncError('INVALID_FLAG', `${finding.summary} (--target)`, finding)
  const chosen = selectors ? declared.filter(selecting(selectors)) : declared
  if (region) refuseRegion(region, chosen)
  return chosen
}

/** A flag that is left out of account could be taken for one that counts. */
function refuseRegion(region: string, chosen: readonly DeclaredTarget[]): void {
  const own = chosen.find(target => target.region !== undefined)
  if (own === undefined) return
  const there = chosen.filter(target => target.region === region)
  throw new EcrsyncError(
    'INVALID_FLAG',
    `--region ${clipped(region)} cannot count, because targets say their regions themselves`,
    {
      detail: `${clipped(own.name)} is in ${own.region}, and a target is never asked in another region.`,
      hint:
        there.length === 0
          ? `Leave it out, and choose with --target: ${listed(chosen.map(({ name }) => name))}.`
          : `Write ${there
              .slice(0, 3)
              .map(({ name }) => `--target ${name}`)
              .join(' ')}`,
    },
  )
}
