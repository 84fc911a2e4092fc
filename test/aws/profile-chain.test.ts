import { describe, expect, test } from 'vitest'
import { checkChain, type Section } from '../../src/aws/profile-chain.ts'

const KEYS = { aws_access_key_id: 'a', aws_secret_access_key: 'b' }
const ROLE = { role_arn: 'arn:aws:iam::777777777777:role/ci' }
const SIGN_IN = { sso_session: 'acme', sso_account_id: '777777777777', sso_role_name: 'ci' }

const check = (profiles: Readonly<Record<string, Section>>) =>
  checkChain('own', {
    profile: name => profiles[name],
    session: name => ({ acme: { sso_start_url: 'u', sso_region: 'r' }, half: { sso_region: 'r' } })[name],
    config: '/config',
    mistaken: async name => (name === 'slip' ? 'In /config there is [slip]: write [profile slip]' : undefined),
  })

describe('a profile is let pass', () => {
  test.each<[string, Readonly<Record<string, Section>>]>([
    ['with keys', { own: KEYS }],
    ['with nothing, for the places of the machine', { own: {} }],
    ['that is not there', {}],
    ['with a token', { own: { ...ROLE, web_identity_token_file: 't' } }],
    ['with a program', { own: { credential_process: 'p', sso_session: 'gone' } }],
    ['with a session', { own: SIGN_IN }],
    ['that assumes a role of another', { own: { ...ROLE, source_profile: 'keys' }, keys: KEYS }],
    ['that assumes a role of itself', { own: { ...ROLE, ...KEYS, source_profile: 'own' } }],
    ['that assumes a role of the machine', { own: { ...ROLE, credential_source: 'Environment' } }],
  ])('%s', (_name, profiles) => expect(check(profiles)).resolves.toBeUndefined())
})

describe('a profile is refused', () => {
  const INVALID = 'INVALID_PROFILE'
  test.each<[string, Readonly<Record<string, Section>>, string, string]>([
    ['without its session', { own: { sso_session: 'corp' } }, INVALID, 'Write [sso-session corp]'],
    ['with half a session', { own: { ...SIGN_IN, sso_session: 'half' } }, INVALID, 'sso_region in [sso-session half]'],
    ['with half of the old form', { own: { sso_region: 'r' } }, INVALID, 'sso_region in [profile own]'],
    ['with half a key', { own: { aws_access_key_id: 'a' } }, INVALID, 'Write aws_secret_access_key'],
    ['with the other half', { own: { aws_secret_access_key: 'a' } }, INVALID, 'Write aws_access_key_id'],
    ['without a source', { own: ROLE }, INVALID, 'Write source_profile = NAME'],
    ['without its source', { own: { ...ROLE, source_profile: 'nothere' } }, INVALID, 'Write [profile nothere]'],
    ['with a source of another form', { own: { ...ROLE, source_profile: 'slip' } }, INVALID, 'write [profile slip]'],
    ['with two', { own: { ...ROLE, source_profile: 'a', credential_source: 'Environment' } }, INVALID, 'Take one'],
    ['with an odd place', { own: { ...ROLE, credential_source: 'Moon' } }, INVALID, 'Ec2InstanceMetadata'],
    [
      'in a circle',
      { own: { ...ROLE, source_profile: 'b' }, b: { ...ROLE, source_profile: 'own' } },
      INVALID,
      'Let one',
    ],
    ['with a source that is', { own: { ...ROLE, source_profile: 'b' }, b: { sso_session: 'corp' } }, INVALID, 'corp'],
    [
      'with a device',
      { own: { ...ROLE, source_profile: 'b', mfa_serial: 'd' }, b: KEYS },
      'NO_CREDENTIALS',
      'export-credentials --profile own',
    ],
  ])('%s', (_name, profiles, code, hint) =>
    expect(check(profiles)).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) }),
  )
})
