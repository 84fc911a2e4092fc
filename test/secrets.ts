/** Every secret that a test puts in is made here, so that it is known wherever it comes out. */
const MARK = 'CANARYofTESTS'

export const canary = (name: string): string => `${MARK}${name}`

/** What three bytes more or less before it make of a text in Base64; the ends depend on their neighbours. */
const inBase64 = (text: string): readonly string[] =>
  ['', '.', '..'].map(before =>
    Buffer.from(`${before}${text}`)
      .toString('base64')
      .slice(before === '' ? 0 : 4)
      .replace(/.{4}$/, ''),
  )

/** As it went in, in Base64, in Base64 of that, or in hexadecimal digits. */
const CANARY = [MARK, ...inBase64(MARK), ...inBase64(MARK).flatMap(inBase64), Buffer.from(MARK).toString('hex')]

const escaped = (text: string): string => text.replace(/[+/]/g, '\\$&')

/** What the emulator hands out: passwords, tokens of ECR, which are Base64 of these, and tokens of sessions. */
const HANDED_OUT = ['eyJwYXlsb2FkIjoi', 'QVdTOmV5SndZWGxzYjJGa0lqb2', 'eyJyb2xlIjoi']

/** The signatures of downloads and of calls. */
const SIGNATURES = ['signature=[\\w-]{43}', 'Signature=[0-9a-f]{64}']

const SECRET = new RegExp([...CANARY.map(escaped), ...HANDED_OUT, ...SIGNATURES].join('|'), 'gi')

/** Each secret that stands in a text, with what stands around it. */
export const secretsIn = (text: string): readonly string[] =>
  [...text.matchAll(SECRET)].map(({ index, 0: found }) =>
    text.slice(Math.max(0, index - 60), index + found.length + 30),
  )

/** There is nothing else that they are for. */
export const isForSecrets = (args: readonly string[]): boolean =>
  args[0] === 'login' && args.some(arg => arg === '--password' || arg.startsWith('--get-credentials'))

/** Whatever a test is about: no command says a secret, but for what hands it to a client. */
export function refuseSecrets(
  args: readonly string[],
  said: { readonly stdout: string; readonly stderr: string },
): void {
  const found = secretsIn(isForSecrets(args) ? said.stderr : said.stdout + said.stderr)
  if (found.length > 0) throw new Error(`Secrets in what is said: ${found.join('\n')}`)
}
