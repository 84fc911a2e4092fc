import type { Path, Problem } from './kind.ts'

const member = (key: string): string => (/^[A-Za-z_][\w-]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`)

/** `rules[1].selection.countNumber`, `tags["a.b"]`: how plans and errors write a path. */
export const pathText = (path: Path): string =>
  path
    .map(step => (typeof step === 'number' ? `[${step}]` : member(step)))
    .join('')
    .replace(/^\./, '')

/** The problem of a part, seen from what the part stands in. */
export const under =
  (...steps: Path) =>
  (problem: Problem): Problem => ({ ...problem, path: [...steps, ...problem.path] })
