import { structure } from '../shapes.ts'
import { operation } from './operation.ts'

export const describeRegistry = operation(structure({}), ({ registry }) => ({
  registryId: registry.account,
  replicationConfiguration: { rules: [] },
}))
