import { dirname } from 'node:path'
import { lastReceipts } from '../../documents/receipt-last.ts'
import type { LastApplied } from '../../plan/guards/empty-world.ts'
import type { PlanFlags } from '../flags.ts'

/** By what it is told that a world is suddenly empty; undefined where a run is about a part of it, or nothing is known. */
export const lastApplied = async (
  { file, only = [], shard }: Pick<PlanFlags, 'file' | 'only' | 'shard'>,
  manifestName: string,
): Promise<LastApplied | undefined> =>
  only.length > 0 || shard !== undefined ? undefined : lastReceipts(dirname(file), manifestName)
