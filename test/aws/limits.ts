/** Whether a call is let through that comes at that second. */
export type Limit = (second: number) => boolean

/** As AWS counts: it fills with so many tokens a second, which may change. */
export function tokenBucket(rate: (second: number) => number, burst: number): Limit {
  let [tokens, filledAt] = [burst, 0]
  return now => {
    tokens = Math.min(burst, tokens + (now - filledAt) * rate(now))
    filledAt = now
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
}

/** So many in each second of the clock. */
export function fixedWindow(rate: number): Limit {
  let [second, count] = [0, 0]
  return now => {
    if (Math.floor(now) !== second) [second, count] = [Math.floor(now), 0]
    count += 1
    return count <= rate
  }
}

/** So many within a second, whenever it begins. */
export function slidingWindow(rate: number): Limit {
  const passed: number[] = []
  return now => {
    while (passed[0] !== undefined && passed[0] <= now - 1) passed.shift()
    if (passed.length >= rate) return false
    passed.push(now)
    return true
  }
}

/** Hosts that know nothing of each other: each call comes to one of them, by chance. */
export function frontEnds(limits: readonly Limit[]): Limit {
  let dice = 1
  return now => {
    dice = (dice * 48_271) % 2_147_483_647
    return limits[dice % limits.length]?.(now) ?? false
  }
}
