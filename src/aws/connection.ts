/** What the system says of an address where nobody will be the next time, either. */
export const NOBODY_THERE: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND'])
/** What is said of a connection that will not be trusted, or let through, the next time, either. */
const REFUSED = /(CERT|SIGNATURE|^ERR_TLS|^ERR_SSL|^EPROXY$)/
export const UNREACHABLE: ReadonlySet<string> = new Set([
  ...NOBODY_THERE,
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'ECONNRESET',
  'EPIPE',
])
/** TLS was answered in the clear. */
const IN_THE_CLEAR = /^EPROTO$|WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/

/** Whether a try that failed with this code of the system would fail again. */
export const isHopeless = (code: string): boolean =>
  NOBODY_THERE.has(code) || REFUSED.test(code) || IN_THE_CLEAR.test(code) || code.startsWith('HPE_')

/** What to look at where a connection was refused on the way. */
export function hintOf(code: string): string | undefined {
  if (code === 'EPROXY')
    return 'Check HTTPS_PROXY, its login, and whether it lets this host through; NO_PROXY names hosts that need none.'
  if (IN_THE_CLEAR.test(code))
    return 'It speaks HTTP, and not HTTPS: write http:// for https:// in that address (docker:// takes plain HTTP from this machine alone), or mend the proxy on the way.'
  return REFUSED.test(code)
    ? 'Name the certificates of your proxy or of this host: AWS_CA_BUNDLE=FILE.pem, or NODE_EXTRA_CA_CERTS=FILE.pem.'
    : undefined
}
