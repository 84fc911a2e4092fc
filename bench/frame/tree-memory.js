import { readdirSync, readFileSync } from 'node:fs'

/** @template T @param {() => T} read @param {T} nothing where a process has ended meanwhile */
function orNothing(read, nothing) {
  try {
    return read()
  } catch {
    return nothing
  }
}

/** @param {string} path */
const textOf = path => orNothing(() => readFileSync(path, 'utf8'), '')

/** A process and all below it, whichever of its threads has started them; Linux only. @param {number} pid @returns {readonly number[]} */
function treeOf(pid) {
  const threads = orNothing(() => readdirSync(`/proc/${pid}/task`), [])
  const children = threads.flatMap(thread => textOf(`/proc/${pid}/task/${thread}/children`).split(' '))
  return [pid, ...children.filter(Boolean).map(Number).flatMap(treeOf)]
}

/** @param {number} pid */
const peakOf = pid => Number(/VmHWM:\s+(\d+)/.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0) / 1024

/**
 * Looks ten times a second at what a program and its children have had at most; answers the largest of them in megabytes.
 * @param {number} pid
 */
export function watchMemory(pid) {
  let most = 0
  const timer = setInterval(() => {
    most = Math.max(most, ...treeOf(pid).map(peakOf))
  }, 100)
  return () => {
    clearInterval(timer)
    return most === 0 ? Number.NaN : most
  }
}
