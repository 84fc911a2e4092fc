export type Environment = Readonly<Record<string, string | undefined>>

/** Variables with such a name are for manifests. */
const OPEN = /^ECRSYNC_VAR_./

/** Credentials of AWS, what leads to them, and addresses, which may hold a login. Source: AWS SDKs and Tools Reference, "Environment variables list". */
const SECRET = /^AWS_.*(SECRET|TOKEN|KEY|CREDENTIAL|PASSWORD|AUTHORIZATION|ENDPOINT)/i

export const isSecret = (name: string): boolean => SECRET.test(name)

/** `allowed` are those that whoever runs this lets a manifest read. */
export const isReadable = (name: string, allowed: readonly string[]): boolean =>
  !isSecret(name) && (OPEN.test(name) || allowed.includes(name))

/** Of the environment of the machine, what a manifest may read: a pull request must not read the rest. */
export const readableFor = (environment: Environment, allowed: readonly string[]): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => isReadable(name, allowed)))
