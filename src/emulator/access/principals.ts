import type { Statement } from './policy-grammar.ts'

export interface Principal {
  readonly type: string
  readonly name: string
}

/** Which principals could exist: there is no IAM here to ask. */
const POSSIBLE: ReadonlyMap<string, RegExp> = new Map([
  [
    'AWS',
    /^(\*|\d{12}|arn:aws[a-z-]*:(iam::\d{12}:(root|(role|user)\/[\w+=,.@/-]+)|sts::\d{12}:(assumed-role|federated-user)\/[\w+=,.@/-]+))$/,
  ],
  ['Service', /^[a-z0-9-]+(\.[a-z0-9-]+)+$/],
  ['Federated', /^.+$/],
  ['CanonicalUser', /^[0-9a-f]{64}$/],
])

export const couldExist = ({ type, name }: Principal): boolean => POSSIBLE.get(type)?.test(name) ?? false

/** The principals that a statement names, allowed or excepted; `*` names nobody. */
export const principalsOf = ({ Principal, NotPrincipal }: Statement): readonly Principal[] =>
  [Principal, NotPrincipal].flatMap(map =>
    map === undefined || map === '*'
      ? []
      : Object.entries(map).flatMap(([type, names]) => [names].flat().map(name => ({ type, name }))),
  )
