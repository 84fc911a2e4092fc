import type { Address } from '../model.ts'

export const addressOf = (kind: string, name: string): Address => `${kind}["${name}"]`
