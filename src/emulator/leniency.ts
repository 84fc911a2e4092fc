/** What is let through that ECR refuses: images whose layers were never uploaded, and the Docker Registry API without a login. */
export const LENIENCIES = ['layers', 'login'] as const

export type Leniency = (typeof LENIENCIES)[number]
