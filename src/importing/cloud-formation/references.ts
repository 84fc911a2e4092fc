import { own } from '../../collate.ts'
import { isFields } from '../../kinds/canonical.ts'
import { hostOfRegistry } from '../../names.ts'
import { clipped } from '../../words.ts'
import { NO_VALUE, type Scope, toldBy } from './scope.ts'
import { OF_TARGET } from './target-values.ts'

/** What `Ref` answers of a resource of ECR is what this property says. Source: AWS::ECR in the template reference. */
export const NAMED_BY: Readonly<Record<string, string>> = {
  'AWS::ECR::Repository': 'RepositoryName',
  'AWS::ECR::PullThroughCacheRule': 'EcrRepositoryPrefix',
  'AWS::ECR::RepositoryCreationTemplate': 'Prefix',
}

/** `Ref`, and a name in `Fn::Sub`. */
export function referred(name: string, scope: Scope): unknown {
  if (name === 'AWS::NoValue') return NO_VALUE
  if (name.startsWith('AWS::')) return pseudo(name, scope)
  if (Object.hasOwn(scope.template.parameters, name)) return parameter(name, scope)
  const resource = scope.template.resources.get(name)
  if (resource) return scope.nameOf(resource) ?? onlyThere(name, scope)
  return scope.unknown(`the template has nothing that is called ${clipped(name)}`)
}

const onlyThere = (name: string, scope: Scope) =>
  scope.unknown(`it hangs on ${clipped(name)}, which only CloudFormation knows`)

function pseudo(name: string, scope: Scope): unknown {
  const said = scope.given.get(name) ?? own(OF_TARGET, name)
  if (said !== undefined) return said
  return name === 'AWS::URLSuffix' ? suffixIn(scope.given.get('AWS::Region')) : scope.unknown(toldBy(name))
}

/** Of the partition that is told, or of AWS's own. */
const suffixIn = (region = 'us-east-1'): string =>
  hostOfRegistry({ account: '', region }).slice(`.dkr.ecr.${region}.`.length)

function parameter(name: string, scope: Scope): unknown {
  const { Type, Default, NoEcho } = fieldsOf(own(scope.template.parameters, name))
  const type = String(Type)
  if (NoEcho === true || NoEcho === 'true')
    return scope.unknown(`it hangs on the parameter ${clipped(name)}, which is a secret (NoEcho)`)
  const given = scope.given.get(name)
  const value = given ?? (type.startsWith('AWS::SSM::') ? undefined : Default)
  if (value === undefined || value === null) return scope.unknown(toldBy(name))
  return scope.evaluate(/List</.test(type) || type === 'CommaDelimitedList' ? listed(String(value)) : value)
}

const listed = (text: string): readonly string[] => text.split(',').map(item => item.trim())

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> => (isFields(value) ? value : {})

/** `Fn::GetAtt`, and a name with a dot in `Fn::Sub`. */
export function attribute(logicalId: string, name: string, scope: Scope): unknown {
  const resource = scope.template.resources.get(logicalId)
  const repositoryName = resource?.type === 'AWS::ECR::Repository' ? scope.nameOf(resource) : undefined
  if (repositoryName !== undefined && name === 'Arn') return arnOf(repositoryName, scope)
  if (repositoryName !== undefined && name === 'RepositoryUri') return uriOf(repositoryName, scope)
  return onlyThere(`${logicalId}.${name}`, scope)
}

const arnOf = (repositoryName: string, scope: Scope): string =>
  ['arn', said('AWS::Partition', scope), 'ecr', said('AWS::Region', scope), said('AWS::AccountId', scope)].join(':') +
  `:repository/${repositoryName}`

const uriOf = (repositoryName: string, scope: Scope): string =>
  `${said('AWS::AccountId', scope)}.dkr.ecr.${said('AWS::Region', scope)}.${said('AWS::URLSuffix', scope)}/${repositoryName}`

const said = (name: string, scope: Scope): string => String(pseudo(name, scope))
