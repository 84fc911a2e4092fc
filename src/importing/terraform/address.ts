/** A name in Terraform's language. Source: HCL Native Syntax Specification, "Identifiers". */
const NAME = '[\\p{ID_Start}_][\\p{ID_Continue}\\-]*'
const KEY = String.raw`\[(?:\d+|"(?:[^"\\]|\\.)*")\]`
const MODULE = new RegExp(`module\\.(${NAME})(?:${KEY})?(?:\\.|$)`, 'uy')
const IDENTIFIER = new RegExp(`^${NAME}$`, 'u')

export const isIdentifier = (text: string): boolean => IDENTIFIER.test(text)

/** `module.a["x"].module.b[0]` without the keys of its instances; undefined where no Terraform would write it so. */
export function modulePath(address: string): string | undefined {
  const names: string[] = []
  MODULE.lastIndex = 0
  for (let at = 0; at < address.length; at = MODULE.lastIndex) {
    MODULE.lastIndex = at
    const [, name] = MODULE.exec(address) ?? []
    if (name === undefined) return undefined
    names.push(name)
  }
  return names.map(name => `module.${name}`).join('.')
}
