import { dirname, resolve } from 'node:path'
import { type ImageSources, openSources } from '../../images/sources.ts'
import type { RegistryFlags } from '../flags.ts'
import type { OpenTarget } from './target.ts'

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
    concurrency: flags.concurrency,
  })
