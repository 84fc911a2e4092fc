import type { CallWriter, CopyImage, Writer } from '../aws/api.ts'
import type { Reporting } from '../events.ts'
import type { Copy } from '../images/copier.ts'
import { imageAddress } from '../kinds/image/names.ts'

/** A writer of everything: copies of images take more than a call. */
export function writerWith(calls: CallWriter, copy: Copy, { target, emit }: Reporting): Writer {
  const copied = ({ input }: CopyImage) =>
    copy(input, bytes => emit({ type: 'copying', target, address: imageAddress(input), ...bytes }))
  return {
    perform: operation => (operation.action === 'CopyImage' ? copied(operation) : calls.perform(operation)),
    performOnce: operation => (operation.action === 'CopyImage' ? copied(operation) : calls.performOnce(operation)),
  }
}
