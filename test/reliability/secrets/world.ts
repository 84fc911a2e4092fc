import { createHash } from 'node:crypto'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { folderWith } from '../../folder.ts'
import { canary } from '../../secrets.ts'
import { type Answering, forwarded, server } from './echo.ts'

export const SOURCE_LOGIN = `me:${canary('RegistryPassword')}`
export const KEYS = { AWS_ACCESS_KEY_ID: '123456789012', AWS_SECRET_ACCESS_KEY: canary('SecretKey') }

/** What comes with credentials, wherever they are from. */
const HANDED = { secret: canary('HandedSecretKey'), token: canary('HandedSessionToken') }
const EXPIRES = '2099-01-01T00:00:00Z'

/** STS and IAM Identity Center, whatever they are asked. */
export const credentials: Answering = (response, { request, body }) => {
  const action = new URLSearchParams(body.toString()).get('Action')
  const keys = { accessKeyId: KEYS.AWS_ACCESS_KEY_ID, secretAccessKey: HANDED.secret, sessionToken: HANDED.token }
  if (action === null || request.url?.startsWith('/federation'))
    return response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ roleCredentials: { ...keys, expiration: Date.parse(EXPIRES) } }))
  return response
    .writeHead(200, { 'content-type': 'text/xml' })
    .end(
      `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Credentials><AccessKeyId>${keys.accessKeyId}</AccessKeyId><SecretAccessKey>${HANDED.secret}</SecretAccessKey><SessionToken>${HANDED.token}</SessionToken><Expiration>${EXPIRES}</Expiration></Credentials></${action}Result></${action}Response>`,
    )
}

const START = 'https://acme.awsapps.com/start'
const PROCESS = `#!/bin/sh
echo '${JSON.stringify({ Version: 1, AccessKeyId: KEYS.AWS_ACCESS_KEY_ID, SecretAccessKey: HANDED.secret, SessionToken: HANDED.token, Expiration: EXPIRES })}'
`
const BROKEN_PROCESS = `#!/bin/sh
echo '{ "SecretAccessKey": "${HANDED.secret}", '
echo 'I know ${canary('OnStderr')}' >&2
exit 1
`
const NO_JSON = `#!/bin/sh
echo '${canary('NoJson')}'
`

const config = (folder: string, url: string) => `[default]
region = us-east-1
[profile keys]
region = us-east-1
[profile program]
region = us-east-1
credential_process = ${folder}/program ${canary('OnCommandLine')}
[profile broken-program]
region = us-east-1
credential_process = ${folder}/broken-program ${canary('OnCommandLine')}
[profile no-json]
region = us-east-1
credential_process = ${folder}/no-json
[profile role]
region = us-east-1
role_arn = arn:aws:iam::123456789012:role/ecrsync
external_id = ${canary('ExternalId')}
source_profile = keys
services = here
[profile web]
region = us-east-1
role_arn = arn:aws:iam::123456789012:role/ecrsync
web_identity_token_file = ${folder}/token
services = here
[profile sso]
region = us-east-1
sso_start_url = ${START}
sso_region = us-east-1
sso_account_id = 123456789012
sso_role_name = ci
services = here
[services here]
sts =
  endpoint_url = ${url}
sso =
  endpoint_url = ${url}
`

export const PROFILES = ['keys', 'program', 'broken-program', 'no-json', 'role', 'web', 'sso']

/** A folder with a secret wherever one can stand, that has its credentials of `sts`. */
export async function world(sts: Answering, more: Readonly<Record<string, string>> = {}) {
  const url = await server(sts)
  const sso = { accessToken: canary('SsoToken'), expiresAt: EXPIRES, refreshToken: canary('SsoRefresh') }
  const folder = await folderWith({
    program: PROCESS,
    'broken-program': BROKEN_PROCESS,
    'no-json': NO_JSON,
    token: canary('WebIdentityToken'),
    credentials: `[keys]\naws_access_key_id = 123456789012\naws_secret_access_key = ${canary('FileSecretKey')}\naws_session_token = ${canary('FileSessionToken')}\n`,
    [`.aws/sso/cache/${createHash('sha1').update(START).digest('hex')}.json`]: JSON.stringify(sso),
    'work/ecrsync.yaml': '',
    ...more,
  })
  for (const program of ['program', 'broken-program', 'no-json']) await chmod(join(folder, program), 0o755)
  await folderFile(folder, 'config', config(folder, url))
  return folder
}

async function folderFile(folder: string, name: string, text: string): Promise<void> {
  const { writeFile } = await import('node:fs/promises')
  await writeFile(join(folder, name), text)
}

/** What of the machine leads to these secrets. */
export const environment = (folder: string): Record<string, string> => ({
  HOME: folder,
  AWS_CONFIG_FILE: join(folder, 'config'),
  AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
  DOCKER_CONFIG: join(folder, 'docker'),
  AWS_REGION: 'us-east-1',
  AWS_MAX_ATTEMPTS: '1',
  ECRSYNC_SECRET: canary('OtherVariable'),
  AWS_CONTAINER_AUTHORIZATION_TOKEN: canary('ContainerToken'),
})

interface FailingSource {
  readonly all?: Answering | undefined
  readonly layers?: Answering | undefined
}

/** A registry that takes the login, sends a token for it, and its layers from elsewhere; `answer` may come before. */
export const sourceRegistry = (
  manifest: string,
  blobs: ReadonlyMap<string, Buffer>,
  { all: fails, layers }: FailingSource = {},
) => {
  const answer: Answering = (response, heard) => {
    const { url = '', headers } = heard.request
    const host = `http://${headers.host}`
    if (url.startsWith('/token')) return response.end(JSON.stringify({ token: canary('BearerToken') }))
    if (url.startsWith('/storage')) {
      const found = blobs.get(/sha256:\w+/.exec(url)?.[0] ?? '')
      return layers ? layers(response, heard) : response.end(found)
    }
    if (!headers.authorization?.startsWith('Bearer'))
      return response.writeHead(401, { 'www-authenticate': `Bearer realm="${host}/token",service="x"` }).end()
    if (url.includes('/blobs/'))
      return response
        .writeHead(307, { location: `${host}/storage/${url.split('/').at(-1)}?X-Amz-Signature=${canary('Presigned')}` })
        .end()
    if (fails && !url.endsWith('/v2/')) return fails(response, heard)
    return response.writeHead(200, { 'content-type': 'application/vnd.oci.image.manifest.v1+json' }).end(manifest)
  }
  return server(answer)
}

export const through =
  (to: string): Answering =>
  (response, heard) =>
    forwarded(to, response, heard)
