import type { Emit } from '../../events.ts'

/** A line for each call to ECR, as it is made; as soon as there are several targets, with the one that it is made to. */
export function calls(say: (line: string) => void): Emit {
  const targets = new Set<string>()
  return event => {
    if (event.type !== 'called') return
    const { target, action, on } = event
    if (target !== undefined) targets.add(target)
    const where = target !== undefined && targets.size > 1 ? ` in ${target}` : ''
    say(`→ ${action}${on === undefined ? '' : ` ${on}`}${where}`)
  }
}
