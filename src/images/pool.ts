/** Memory for parts of layers: so much, and no more, for all copies together. */
export interface Pool {
  /** Waits until there is room. */
  take(size: number): Promise<Buffer>
  give(memory: Buffer): void
}

/** Memory is used again: what is left to the collector would be there several times over. */
export function openPool(most: number): Pool {
  const idle: Buffer[] = []
  const waiting: (() => void)[] = []
  let taken = 0
  return {
    async take(size) {
      while (taken === most) await new Promise<void>(resolve => waiting.push(resolve))
      taken += 1
      const fitting = idle.findIndex(memory => memory.length >= size)
      if (fitting === -1 && taken + idle.length > most) idle.shift()
      return fitting === -1 ? Buffer.allocUnsafeSlow(size) : (idle.splice(fitting, 1)[0] as Buffer)
    },
    give(memory) {
      taken -= 1
      idle.push(memory)
      waiting.shift()?.()
    },
  }
}
