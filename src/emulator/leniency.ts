/**
 * What is let through that ECR refuses: images whose layers were never uploaded, the Docker Registry API without a login, and
 * tags with the keys of AWS (`aws:…`), as CloudFormation puts them there.
 */
export const LENIENCIES = ['layers', 'login', 'tags'] as const

export type Leniency = (typeof LENIENCIES)[number]
