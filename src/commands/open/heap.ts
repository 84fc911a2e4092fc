import { setFlagsFromString } from 'node:v8'

/**
 * Many targets keep little in memory and leave much behind, which V8 would let grow to several times as much as it needs: it
 * may grow by so many percent between two collections.
 */
export const keepHeapSmall = (): void => setFlagsFromString('--heap-growing-percent=40')
