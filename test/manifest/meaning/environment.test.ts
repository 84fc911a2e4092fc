import { describe, expect, test } from 'vitest'
import { isReadable, isSecret, readableFor } from '../../../src/manifest/meaning/environment.ts'
import { findingsIn, HEAD } from '../world.ts'

describe('a manifest may read', () => {
  test.each([
    ['ECRSYNC_VAR_STAGE', [], true],
    ['STAGE', ['STAGE'], true],
    ['AWS_REGION', ['AWS_REGION'], true],
    ['STAGE', [], false],
    ['STAGE', ['STAGE_2'], false],
    ['ECRSYNC_VAR_', [], false],
    ['XECRSYNC_VAR_STAGE', [], false],
    ['ecrsync_var_stage', [], false],
    ['AWS_REGION', [], false],
    ['constructor', [], false],
  ])('%s where %j are allowed: %s', (name, allowed, expected) => {
    expect(isReadable(name, allowed)).toBe(expected)
    expect(Object.keys(readableFor({ [name]: 'x' }, allowed))).toEqual(expected ? [name] : [])
  })

  test.each([
    'AWS_SECRET_ACCESS_KEY',
    'AWS_ACCESS_KEY_ID',
    'AWS_SESSION_TOKEN',
    'AWS_SECURITY_TOKEN',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_SHARED_CREDENTIALS_FILE',
    'AWS_BEARER_TOKEN_BEDROCK',
    'AWS_ENDPOINT_URL_ECR',
    'aws_secret_access_key',
  ])('never %s', name => {
    expect(isSecret(name)).toBe(true)
    expect(isReadable(name, [name])).toBe(false)
  })
})

const ENV = {
  ECRSYNC_VAR_HOST: 'evil.example',
  ECRSYNC_VAR_WHOLE: 'docker://evil.example/app:1',
  ECRSYNC_VAR_ECR: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/app',
  ECRSYNC_VAR_ACCOUNT: '111122223333',
  ECRSYNC_VAR_REGION: 'eu-west-1',
  ECRSYNC_VAR_PORT: '444',
  ECRSYNC_VAR_SCHEME: 'docker:/',
  ECRSYNC_VAR_NAME: 'staging/app',
  ECRSYNC_VAR_TAG: '1.0',
  ECRSYNC_VAR_EMPTY: '',
  ECRSYNC_VAR_REST: '.evil.example/acme',
  ECRSYNC_VAR_PATH: 'build/app',
}
const env = (name: string) => `\${{ env.ECRSYNC_VAR_${name} }}`
const found = (source: string, rest = '') =>
  findingsIn(
    `${HEAD}env: [${Object.keys(ENV)}]\n${rest}repositories:\n  team/app: { images: { v1: ${JSON.stringify(source)}, v2: { from: ${JSON.stringify(source)} } } }\n`,
    { environment: ENV },
  )

describe('the value of a variable is no host', () => {
  test.each([
    `docker://${env('HOST')}/app:1`,
    `docker://registry.${env('HOST')}/app:1`,
    `docker://ghcr.io:${env('PORT')}/app:1`,
    `docker://ghcr.io${env('REST')}:1`,
    `docker://ghcr.io${env('EMPTY')}/app:1`,
    `${env('EMPTY')}docker://ghcr.io/app:1`,
    env('WHOLE'),
    `${env('SCHEME')}/ghcr.io/app:1`,
    `ecr:${env('ECR')}:1`,
    `ecr:${env('ACCOUNT')}.dkr.ecr.eu-west-1.amazonaws.com/app:1`,
    `ecr:111122223333.dkr.ecr.${env('REGION')}.amazonaws.com/app:1`,
    `ecr:111122223333.dkr.ecr.${env('REGION')}.\${{ target.name }}.amazonaws.com/app:1`,
    `ecr:${env('ACCOUNT')}.dkr-ecr.eu-west-1.on.aws/app:1`,
  ])('%s', async source => {
    const places = await found(source)
    expect(places.filter(place => place.endsWith('ENV_IN_HOST'))).toHaveLength(2)
  })

  test.each([
    ['vars of the repository', `vars: { h: "${env('HOST')}" }`, '', '${{ vars.h }}/app:1'],
    ['vars of a layer', '', `defaults: [{ match: "**", vars: { h: "${env('HOST')}" } }]\n`, '${{ vars.h }}/app:1'],
    ['the name of an account', '', `accounts: { h: "${env('ACCOUNT')}" }\n`, '${{ accounts.h }}.example.com/app:1'],
    ['the name of the repository', '', '', '${{ repository.name }}/app:1'],
  ])('nor by way of %s', async (_, own, root, source) => {
    const images = `images: { v1: "docker://${source}", v2: { from: "docker://${source}" } }`
    const text = `${HEAD}env: [${Object.keys(ENV)}]\n${root}repositories:\n  "team/${env('NAME')}": { ${own === '' ? '' : `${own}, `}${images} }\n`
    const places = await findingsIn(text, { environment: ENV })
    expect(places.filter(place => place.endsWith('ENV_IN_HOST'))).toHaveLength(2)
  })

  test('nor does it become one in a layer', async () => {
    const layer = `defaults: [{ match: "**", images: { v3: "docker://${env('HOST')}/app:1" } }]\n`
    expect(await found('ecr:staging/app:1', layer)).toEqual(['ecrsync.yaml:4:37 error ENV_IN_HOST'])
  })
})

test.each([
  `docker://ghcr.io/${env('NAME')}:1`,
  `docker://ghcr.io/acme/app:${env('TAG')}`,
  `docker://localhost:5000/${env('NAME')}:${env('TAG')}`,
  `ecr:${env('NAME')}:1`,
  `ecr:staging/app:${env('TAG')}`,
  `ecr:111122223333.dkr.ecr.eu-west-1.amazonaws.com/${env('NAME')}:${env('TAG')}`,
  `oci:${env('PATH')}:${env('TAG')}`,
])('behind the host it may be anything: %s', async source => {
  expect(await found(source)).toEqual([])
})
