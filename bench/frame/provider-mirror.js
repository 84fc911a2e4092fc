import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

const PROVIDER = 'registry.terraform.io/hashicorp/aws'
/** Where packages put a mirror of providers, in a folder of a name of its own. */
const PARENTS = ['/opt', '/usr/share', '/usr/local/share', join(homedir(), '.terraform.d')]

/** A folder that Terraform's AWS provider is installed from; undefined where it is left to Terraform to find one. */
export function providerMirror() {
  const { TF_PLUGIN_DIR } = process.env
  if (TF_PLUGIN_DIR) return TF_PLUGIN_DIR
  const folders = PARENTS.filter(parent => existsSync(parent)).flatMap(parent =>
    readdirSync(parent).map(name => join(parent, name)),
  )
  return folders.find(folder => existsSync(join(folder, PROVIDER)))
}
