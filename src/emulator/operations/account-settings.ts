import { AwsError } from '../errors.ts'
import { operation } from './operation.ts'
import { change, settingsOf } from './registry-settings.ts'
import { structure, text } from './shapes.ts'

/** The first value is what it is until it is set. */
const SETTINGS: ReadonlyMap<string, readonly [string, ...string[]]> = new Map([
  ['BASIC_SCAN_TYPE_VERSION', ['AWS_NATIVE', 'CLAIR']],
  ['REGISTRY_POLICY_SCOPE', ['V2', 'V1']],
  ['BLOB_MOUNTING', ['DISABLED', 'ENABLED']],
])

const name = text({ min: 1, max: 64 })

export const getAccountSetting = operation(structure({ name }), ({ registry }, { name }) => {
  const [initial] = valuesOf(name)
  return { name, value: settingsOf(registry).accountSettings?.[name] ?? initial }
})

export const putAccountSetting = operation(structure({ name, value: text() }), ({ registry }, { name, value }) => {
  const values = valuesOf(name)
  if (!values.includes(value)) {
    throw new AwsError('ValidationException', `'${value}' is not a value of ${name}: [${values.join(', ')}]`)
  }
  change(registry, { accountSettings: { ...settingsOf(registry).accountSettings, [name]: value } })
  return { name, value }
})

function valuesOf(name: string): readonly [string, ...string[]] {
  const values = SETTINGS.get(name)
  if (values) return values
  throw new AwsError('ValidationException', `'${name}' is not an account setting: [${[...SETTINGS.keys()].join(', ')}]`)
}
