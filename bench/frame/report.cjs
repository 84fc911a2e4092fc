// Loaded before a measured process: at its end it says on a pipe of its own what it has used.
const { readFileSync, writeSync } = require('node:fs')

/** What getrusage calls the most includes the memory of whoever started the process; what Linux calls it here does not. */
function peakMegabytes() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024
  } catch {
    return process.resourceUsage().maxRSS / 1024
  }
}

process.on('exit', () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage()
  writeSync(3, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, megabytes: peakMegabytes() }))
})
