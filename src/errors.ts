import { unsecret, withoutSecrets } from './secrecy.ts'

/** What the process says to its caller; which one counts where several hold, plan/exit.ts and apply/exit.ts say. */
export const EXIT = {
  done: 0,
  failure: 1,
  changesPending: 2,
  invalidInput: 3,
  refused: 4,
  stale: 5,
  partial: 6,
  incomplete: 7,
  declined: 8,
  interrupted: 130,
  terminated: 143,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Every error that ecrsync itself raises, with the exit code of a run that ends with it. */
const EXIT_OF = {
  INVALID_MANIFEST: EXIT.invalidInput,
  MANIFEST_NOT_FOUND: EXIT.invalidInput,
  MANIFEST_UNREADABLE: EXIT.invalidInput,
  MANIFEST_TOO_LARGE: EXIT.invalidInput,
  UNKNOWN_COMMAND: EXIT.invalidInput,
  UNKNOWN_FLAG: EXIT.invalidInput,
  MISSING_ARGUMENT: EXIT.invalidInput,
  UNEXPECTED_ARGUMENT: EXIT.invalidInput,
  INVALID_FLAG: EXIT.invalidInput,
  INVALID_IN_USE: EXIT.invalidInput,
  INVALID_IMPORT: EXIT.invalidInput,
  FILE_EXISTS: EXIT.invalidInput,
  IMPORT_UNPROVEN: EXIT.failure,
  MANIFEST_NOT_WRITTEN: EXIT.failure,
  INVALID_ARGUMENT: EXIT.invalidInput,
  INVALID_ENDPOINT: EXIT.invalidInput,
  INVALID_PROFILE: EXIT.invalidInput,
  INVALID_REGION: EXIT.invalidInput,
  NOT_DECLARED: EXIT.invalidInput,
  INVALID_ENVIRONMENT: EXIT.invalidInput,
  NO_REGION: EXIT.failure,
  NO_CREDENTIALS: EXIT.failure,
  BAD_CREDENTIALS: EXIT.failure,
  ROLE_NOT_ASSUMED: EXIT.failure,
  REGION_NOT_ENABLED: EXIT.failure,
  UNREACHABLE: EXIT.failure,
  NOT_ECR: EXIT.failure,
  ACCESS_DENIED: EXIT.failure,
  TAG_POLICY: EXIT.failure,
  THROTTLED: EXIT.failure,
  AWS_ERROR: EXIT.failure,
  NOT_SEEN: EXIT.failure,
  NOT_PUT_BACK: EXIT.failure,
  RECEIPT_NOT_WRITTEN: EXIT.failure,
  RECEIPT_NOT_FOUND: EXIT.invalidInput,
  RECEIPT_UNREADABLE: EXIT.invalidInput,
  RECEIPT_INVALID: EXIT.invalidInput,
  RECEIPT_OTHER_MANIFEST: EXIT.invalidInput,
  RECEIPT_OTHER_TARGET: EXIT.invalidInput,
  PREVIEW_FAILED: EXIT.failure,
  REFUSED: EXIT.failure,
  OVERTAKEN: EXIT.failure,
  GUARDED: EXIT.refused,
  WRONG_ACCOUNT: EXIT.refused,
  SAME_TARGET: EXIT.refused,
  PLAN_NOT_FOUND: EXIT.invalidInput,
  PLAN_UNREADABLE: EXIT.invalidInput,
  PLAN_INVALID: EXIT.invalidInput,
  PLAN_FORMAT: EXIT.invalidInput,
  PLAN_VERSION: EXIT.invalidInput,
  PLAN_TAMPERED: EXIT.invalidInput,
  PLAN_EXPIRED: EXIT.invalidInput,
  PLAN_FROM_FUTURE: EXIT.invalidInput,
  PLAN_OTHER_MANIFEST: EXIT.invalidInput,
  PLAN_OTHER_TARGET: EXIT.invalidInput,
  PLAN_OTHER_ACCOUNT: EXIT.invalidInput,
  PLAN_OTHER_REGION: EXIT.invalidInput,
  PLAN_OTHER_ENDPOINT: EXIT.invalidInput,
  PLAN_NOT_SAVED: EXIT.failure,
  PLAN_STALE: EXIT.stale,
  PLAN_DIFFERS: EXIT.stale,
  NO_CLIENT: EXIT.failure,
  LOGIN_FAILED: EXIT.failure,
  NOT_CREATED: EXIT.failure,
  SOURCE_NOT_FOUND: EXIT.failure,
  SOURCE_INVALID: EXIT.failure,
  SOURCE_AMBIGUOUS: EXIT.failure,
  SOURCE_DENIED: EXIT.failure,
  PLATFORM_NOT_FOUND: EXIT.failure,
  SOURCE_UNREACHABLE: EXIT.failure,
  IMAGE_TOO_LARGE: EXIT.failure,
  EMPTY_LAYER: EXIT.failure,
  TOO_SLOW: EXIT.failure,
  EMULATOR: EXIT.failure,
  INTERNAL: EXIT.failure,
  DECLINED: EXIT.declined,
  NO_TERMINAL: EXIT.declined,
  INTERRUPTED: EXIT.interrupted,
} as const satisfies Record<string, ExitCode>

export type ErrorCode = keyof typeof EXIT_OF

/** Where a value stands: the file as the user would type it, line and column counted from 1. */
export interface Source {
  readonly file: string
  readonly line: number
  readonly column: number
}

export interface Diagnostic {
  readonly severity: 'error' | 'warning' | 'note'
  readonly code: string
  /** A fixed sentence that people learn to recognise. */
  readonly summary: string
  readonly detail?: string
  readonly hint?: string
  /** What to type, line by line, below the hint: a text from outside is one line everywhere, so lines of our own say so. */
  readonly example?: readonly string[]
  readonly source?: Source
  /** Where else it is so, word for word. */
  readonly places?: readonly Source[]
  /** The targets in which it is so, where it is not so in all of them. */
  readonly targets?: readonly string[]
  /** The repositories that have it, where somebody may ask: of a document that many share. */
  readonly repositories?: readonly string[]
  /** Other places involved, and what each is. */
  readonly related?: readonly { readonly source: Source; readonly message: string }[]
  /** The line of text at `source`, for the code frame. */
  readonly excerpt?: string
}

export interface ErrorDetails {
  /** What is wrong here, and why it matters. */
  readonly detail?: string
  /** Exactly what to do next. */
  readonly hint?: string
  /** What to type, line by line. */
  readonly example?: readonly string[]
  /** ECR's own name of the error, e.g. `RepositoryNotFoundException`. */
  readonly awsName?: string
  /** The single findings, where one error stands for many. */
  readonly diagnostics?: readonly Diagnostic[]
  /** What `--json` says beside them. */
  readonly document?: object
  readonly cause?: unknown
}

/** Of whatever quotes somebody, it says no secret of ours. */
export class EcrsyncError extends Error {
  override readonly name = 'EcrsyncError'
  readonly code: ErrorCode
  readonly detail: string | undefined
  readonly hint: string | undefined
  readonly awsName: string | undefined
  readonly diagnostics: readonly Diagnostic[]
  readonly document: object

  constructor(code: ErrorCode, summary: string, details: ErrorDetails = {}) {
    super(withoutSecrets(summary), { cause: details.cause })
    const { document = {}, cause: _, ...words } = details
    const { detail, hint, awsName, example, diagnostics } = unsecret(words)
    this.code = code
    this.detail = detail
    this.hint = hint
    this.awsName = awsName
    this.document = document
    this.diagnostics = diagnostics ?? [toDiagnostic(this, example)]
  }

  get exitCode(): ExitCode {
    return EXIT_OF[this.code]
  }

  /** The same error in other words, or at a place. */
  said(words: Partial<Pick<Diagnostic, 'detail' | 'hint' | 'source' | 'targets'>>): EcrsyncError {
    const { code, message, detail, hint, awsName, diagnostics, document } = this
    return new EcrsyncError(code, message, {
      ...(detail !== undefined && { detail }),
      ...(hint !== undefined && { hint }),
      ...(awsName !== undefined && { awsName }),
      ...words,
      diagnostics: diagnostics.map((diagnostic, index) => (index === 0 ? { ...diagnostic, ...words } : diagnostic)),
      document,
      cause: this,
    })
  }
}

const toDiagnostic = ({ code, message, detail, hint }: EcrsyncError, example: Diagnostic['example']): Diagnostic => ({
  severity: 'error',
  code,
  summary: message,
  ...(detail !== undefined && { detail }),
  ...(hint !== undefined && { hint }),
  ...(example !== undefined && { example }),
})

/** Its sentence, and what is wrong here, as one more: a colon would stand beside those of whoever quotes it. */
export const wholeText = ({ message, detail }: Pick<EcrsyncError, 'message' | 'detail'>): string =>
  [message, detail].filter(Boolean).join('. ')

/** The same of whatever was thrown. */
export const thrownText = (thrown: unknown): string =>
  thrown instanceof EcrsyncError ? wholeText(thrown) : String(thrown)

/** Of a call that a signal came before. */
export const interrupted = (): EcrsyncError =>
  new EcrsyncError('INTERRUPTED', 'The run was interrupted before this call')

export const isInterruption = (error: unknown): boolean => error instanceof EcrsyncError && error.code === 'INTERRUPTED'

/** Ends a switch over a union: a case left out does not compile. */
export function unreachable(value: never): never {
  throw new EcrsyncError('INTERNAL', `Unexpected value ${JSON.stringify(value)}`)
}
