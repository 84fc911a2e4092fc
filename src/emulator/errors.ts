/** An error as ECR's API answers it. `fields` are the members that some errors carry beside the message. */
export class AwsError extends Error {
  override readonly name: string
  readonly fields: Readonly<Record<string, unknown>>

  constructor(name: string, message: string, fields: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(message, { cause })
    this.name = name
    this.fields = fields
  }
}

/** No answer at all: the connection ends, at either side. */
export class ConnectionDropped extends Error {
  override readonly name = 'ConnectionDropped'
}

/** Common errors of AWS that are not answered with 400, as AWS documents them. */
const STATUS: ReadonlyMap<string, number> = new Map([
  ['AccessDenied', 403],
  ['AccessDeniedException', 403],
  ['ExpiredToken', 403],
  ['ExpiredTokenException', 403],
  ['IncompleteSignature', 403],
  ['InvalidClientTokenId', 403],
  ['OptInRequired', 403],
  ['RegionDisabledException', 403],
  ['UnrecognizedClientException', 403],
  ['UnknownOperationException', 404],
  ['RequestTimeoutException', 408],
  ['RequestEntityTooLargeException', 413],
  ['InternalFailure', 500],
  ['ServerException', 500],
  ['ServiceUnavailable', 503],
])

export const httpStatusOf = (errorName: string): number => STATUS.get(errorName) ?? 400

export const invalid = (parameter: string, constraint: string): AwsError =>
  new AwsError(
    'InvalidParameterException',
    `Invalid parameter at '${parameter}' failed to satisfy constraint: '${constraint}'`,
  )

export const repositoryNotFound = (name: string, account: string): AwsError =>
  new AwsError(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${account}'`,
  )
