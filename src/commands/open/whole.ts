import type { Diagnostic, Wishes } from '../../model.ts'
import type { PlanFlags } from '../flags.ts'
import type { Filter } from './only.ts'

/** Flags that choose a part of a manifest. */
const CHOOSING = ['only', 'target', 'shard'] as const

/** Only a run of the whole manifest prunes: the last of the filters. */
export function openPruning(flags: Pick<PlanFlags, (typeof CHOOSING)[number]>): Filter {
  const chosen = CHOOSING.filter(flag => flags[flag] !== undefined)
  if (chosen.length === 0) return intent => intent
  return intent => {
    const { owned } = intent.wishes.everything ?? intent.wishes
    if (owned?.prune === undefined) return intent
    return { ...intent, wishes: unpruned(intent.wishes), warnings: [...intent.warnings, noteOf(chosen)] }
  }
}

function unpruned(wishes: Wishes): Wishes {
  const { owned, ...others } = wishes
  return owned ? { ...others, owned: { manifest: owned.manifest } } : wishes
}

const noteOf = (flags: readonly string[]): Diagnostic => ({
  severity: 'note',
  code: 'NOT_PRUNED',
  summary: `Nothing is pruned in a run of a part: ${flags.map(flag => `--${flag}`).join(', ')}`,
  detail: 'What no line names is deleted only by a run that sees all of the manifest and all of its targets.',
  hint: 'Run it without, or write tombstones under removed.',
})
