import { dirname, resolve } from 'node:path'
import { type ImageSources, openSources } from '../../images/sources.ts'
import type { RegistryFlags } from '../flags.ts'
import type { OpenTarget } from './target.ts'

/** Registries other than ECR that are looked at, at once: none says how much it stands. */
const LOOKS = 10

/** Where images of a target come from; local paths begin beside the manifest. */
export const sourcesFor = (
  flags: Pick<RegistryFlags, 'file' | 'concurrency'>,
  { client, callerFor }: OpenTarget,
): ImageSources =>
  openSources({
    caller: client.images,
    region: client.region,
    directory: dirname(resolve(flags.file)),
    callerFor,
    concurrency: Math.min(flags.concurrency, LOOKS),
  })
