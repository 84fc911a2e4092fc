import type { Node } from 'yaml'
import { branchFor, memberOf, propertiesOf } from '../manifest/form/schema-at.ts'
import type { Schema } from '../manifest/form/schema-parts.ts'
import { hasTies, isCollection, isMembers, joinedComments, type Member, type Members, membersOf } from './tree.ts'

/** How a manifest is read: what it is, whom it is about, what is shared, what is to be, what goes, and how far a run may go. */
const SECTIONS = [
  ...['version', 'name', 'ownership', 'checks', 'env', 'accounts', 'accessLevels', 'x-', 'targets', 'include'],
  ...['repositoryPolicies', 'lifecyclePolicies', 'defaults', 'repositories', 'removed', 'released', 'adopt', 'prune'],
  ...['discovered', 'registry', 'guards'],
]

const sectionOf = (key: string): string => (key.startsWith('x-') ? 'x-' : key)

/** Puts the sections of a file, and all keys of ECR and ours below them, into one order. Names that the user gave stay in theirs. */
export function orderKeys(root: Members, schema: Schema): void {
  const [first] = root.items as Member[]
  if (first && sort(root, SECTIONS, sectionOf)) settleSections(root, first)
  for (const [key, value] of membersOf(root)) orderBelow(value, memberOf(schema, key))
}

/** What stands at the top is about the file, and what has moved stands apart. */
function settleSections(root: Members, { key: first }: Member): void {
  root.commentBefore = joinedComments(root.commentBefore, first.commentBefore)
  first.commentBefore = null
  for (const { key, value } of root.items as Member[]) if (isCollection(value)) key.spaceBefore = true
}

/** The order of the schema. */
function orderBelow(node: Node, of: Schema): void {
  if (!isCollection(node)) return
  const schema = branchFor(isMembers(node) ? {} : [], of)
  if (isMembers(node)) sort(node, Object.keys(propertiesOf(schema)))
  for (const [key, value] of membersOf(node)) orderBelow(value, memberOf(schema, key))
}

/** Whether that moved anything: what is not known stands last, and no alias comes before its anchor. */
function sort(node: Members, keys: readonly string[], known = (key: string) => key): boolean {
  const rankOf = ({ key }: Member) => {
    const rank = keys.indexOf(known(key.value))
    return rank < 0 ? keys.length : rank
  }
  const written = node.items as Member[]
  const sorted = [...written].sort((one, other) => rankOf(one) - rankOf(other))
  const isSame = (other: readonly Member[], all: readonly Member[]) => all.every((one, index) => one === other[index])
  if (isSame(sorted, written) || !isSame(sorted.filter(isTied), written.filter(isTied))) return false
  node.items = sorted
  return true
}

/** Whether there is an anchor or an alias in it: such members stay in their order. */
const isTied = ({ value }: Member): boolean => hasTies(value)
