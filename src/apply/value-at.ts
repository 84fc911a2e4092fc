/** One step of a path as plans write it: `.name`, `[1]`, `["a.b"]`, or a first name without its dot. */
const STEP = /\.?([A-Za-z_][\w-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y

/** What stands at a path of plain data; null where nothing does. */
export function valueAt(value: unknown, path: string): unknown {
  return stepsOf(path).reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, step)
        ? (inner as Readonly<Record<string, unknown>>)[step]
        : null,
    value,
  )
}

function stepsOf(path: string): readonly string[] {
  const steps: string[] = []
  for (STEP.lastIndex = 0; STEP.lastIndex < path.length; ) {
    const [, name, index, quoted] = STEP.exec(path) ?? []
    const step = name ?? index ?? (quoted === undefined ? undefined : String(JSON.parse(quoted)))
    if (step === undefined) return [path]
    steps.push(step)
  }
  return steps
}
