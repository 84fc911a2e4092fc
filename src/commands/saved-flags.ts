import { Args, Flags } from '@oclif/core'

/** Of a command that takes a saved plan. */
export const savedPlanArg = (summary: string, required: boolean) =>
  Args.string({ description: summary, required, ignoreStdin: true })

export const outFlag = {
  out: Flags.string({ summary: 'Save the plan to this file as well, for ecrsync apply FILE.', helpValue: 'FILE' }),
}
