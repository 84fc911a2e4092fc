import { setFlagsFromString } from 'node:v8'

/**
 * A run keeps little in memory and leaves much behind, which V8 would let grow to several times as much as it needs: it may
 * grow by so many percent between two collections. A plan of 8,000 takes 155 MB so, and 210 MB without it; an apply over 90
 * targets of 60 repositories 270 MB, and 490 MB without it. It costs up to a tenth of processor time where there are thousands of
 * repositories, and nothing where there are few (`npm run bench -- growth fleet`).
 */
export function keepHeapSmall(): void {
  grow(40)
  process.off('exit', asBefore).prependOnceListener('exit', asBefore)
}

/** V8 takes code that is kept for the next run only with the flags that it was made with, and runs begin without this one. */
const asBefore = (): void => grow(0)

const grow = (percent: number): void => setFlagsFromString(`--heap-growing-percent=${percent}`)
