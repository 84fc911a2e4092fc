/** The exit code of a failure. */
const FAILED = 1

/**
 * A reader that goes away, or a disk that is full, must not stop writes that are under way. What a reader chose not to read
 * is no failure; what could not be written is, and said once to whoever reads the errors.
 */
export function outlive(stream: NodeJS.WriteStream): void {
  let isTold = stream === process.stderr
  stream.removeAllListeners('error').on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') return
    process.exitCode = FAILED
    if (!isTold)
      process.stderr.write(`What was printed is not whole: ${message}. Make room for it, then run it again.\n`)
    isTold = true
  })
}
