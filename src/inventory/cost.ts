/** As AWS bills storage: a GB is 2^30 bytes. */
const GB = 2 ** 30

/** USD a month for bytes at a rate for a GB, in cents. */
export const monthlyCostOf = (bytes: number, rate: number): number => Math.round((bytes / GB) * rate * 100) / 100
