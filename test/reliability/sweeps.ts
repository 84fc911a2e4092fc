/** The sweeps in the order of the report, each with what is promised. A sweep is a file of its own and a line here. */
export const SWEEPS = {
  'Crash sweep': 'a run that dies at any call loses nothing, and the next run ends where an undisturbed one does',
  'Fault sweep':
    'a call that fails in any way is mended by itself, or said with an exit code and mended by the next run',
  'Concurrent mutator':
    'what others change between plan and write is never undone without a word, but for what ECR has no condition for',
  'Plan honesty': 'the calls of an apply are the operations of its plan, in an order that the plan allows',
  'Hostile input':
    'whatever stands in a manifest, a plan file, a receipt, an image layout or an answer of ECR, it is taken or refused, and does nothing else',
  Secrets: 'no output, plan, receipt or file holds a secret that went in, in success or in failure',
} as const

export type SweepName = keyof typeof SWEEPS
