import * as ecr from '@aws-sdk/client-ecr'
import * as sts from '@aws-sdk/client-sts'

/** Operations of other services, which no package here knows. */
const OF_OTHERS: Readonly<Record<string, readonly string[]>> = {
  'ecs list-tasks': ['cluster'],
  'ecs describe-tasks': ['cluster', 'tasks'],
  'lambda list-functions': [],
  'lambda get-function': ['function-name'],
}
/** What the AWS CLI adds to the operations of ECR. */
const OF_THE_CLI: Readonly<Record<string, readonly string[]>> = { 'ecr get-login-password': [] }
const GLOBAL = ['query', 'output', 'region', 'profile', 'endpoint-url']
const SERVICES: Readonly<Record<string, object>> = { ecr, sts }

const kebab = (name: string): string =>
  name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`).replace(/^-/, '')
const pascal = (name: string): string => name.replaceAll(/(?:^|-)(.)/g, (_all, letter: string) => letter.toUpperCase())

/** What flags an operation has, of the shapes that the SDK has of its input; undefined where there is no such operation. */
function flagsOf(service: string, operation: string): readonly string[] | undefined {
  const known = OF_OTHERS[`${service} ${operation}`] ?? OF_THE_CLI[`${service} ${operation}`]
  if (known !== undefined) return known
  const exports = SERVICES[service] as Readonly<Record<string, unknown>> | undefined
  const shape = exports?.[`${pascal(operation)}Request$`] as readonly unknown[] | undefined
  return (shape?.[4] as readonly string[] | undefined)?.map(kebab)
}

/** What of a command of the AWS CLI is not one: its operation, or a flag. */
export function unknownToAws([, service = '', operation = '', ...rest]: readonly string[]): readonly string[] {
  const flags = flagsOf(service, operation)
  if (flags === undefined) return [`${service} ${operation}`]
  return rest.filter(word => word.startsWith('--') && ![...flags, ...GLOBAL].includes(word.slice(2)))
}
