import type { CallWriter, CopyImage, Writer } from '../aws/api.ts'
import type { Copy } from '../images/copier.ts'
import { imageAddress } from '../kinds/image/names.ts'
import type { ApplyProgress } from '../model.ts'

/** A writer of everything: copies of images take more than a call. */
export function writerWith(calls: CallWriter, copy: Copy, progress: Pick<ApplyProgress, 'copying'>): Writer {
  const copied = ({ input }: CopyImage) => copy(input, progress.copying(imageAddress(input)))
  return {
    perform: operation => (operation.action === 'CopyImage' ? copied(operation) : calls.perform(operation)),
    performOnce: operation => (operation.action === 'CopyImage' ? copied(operation) : calls.performOnce(operation)),
  }
}
