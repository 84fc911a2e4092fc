import type { RegistryPlace } from '../registry-place.ts'

/** A token bucket for each account and region, as AWS has them. Source: AWS user guide, "Amazon ECR service quotas". */
export interface RateLimit {
  /** `*` is every operation, all from one bucket. */
  readonly operation: string
  readonly perSecond: number
  /** As many as in a second, unless given. */
  readonly burst?: number
}

export interface RateLimits {
  /** Whether a call is within every limit that is about it. */
  admits(operation: string, place: RegistryPlace, now: Date): boolean
}

interface Bucket {
  tokens: number
  filledAt: number
}

export function openRateLimits(limits: readonly RateLimit[] = []): RateLimits {
  const buckets = new Map<string, Bucket>()
  const take = (limit: RateLimit, { account, region }: RegistryPlace, now: number): boolean => {
    const { perSecond, burst = Math.max(1, perSecond) } = limit
    const key = `${limit.operation} ${account}/${region}`
    const bucket = buckets.get(key) ?? { tokens: burst, filledAt: now }
    buckets.set(key, bucket)
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.filledAt) / 1000) * perSecond)
    bucket.filledAt = now
    if (bucket.tokens < 1) return false
    bucket.tokens -= 1
    return true
  }
  return {
    admits: (operation, place, now) =>
      limits
        .filter(limit => limit.operation === '*' || limit.operation === operation)
        .every(limit => take(limit, place, now.getTime())),
  }
}
