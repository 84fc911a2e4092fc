import type { Reader } from '../aws/api.ts'
import { EcrsyncError } from '../errors.ts'
import type { Difference, Reading } from '../model.ts'
import { checkAccountSettings } from './account-setting/check.ts'
import { foreignAccountSetting } from './account-setting/foreign.ts'
import { ACTIONS_OF_V1, accountSettingsManifest, SETTINGS } from './account-setting/settings.ts'
import type { Asked, Kind } from './kind.ts'
import type { Verdict } from './knowledge.ts'

type AccountSetting = { readonly value: string }

export const accountSetting: Kind<AccountSetting, AccountSetting> = {
  key: 'accountSetting',
  scope: 'registry',
  needs: [],
  uses: { reads: ['GetAccountSetting'], writes: ['PutAccountSetting'] },
  manifest: accountSettingsManifest,
  layering: {
    byKey: ['accountSettings'],
    asNull: {
      detail: 'ECR always has all settings of an account.',
      hint: 'Write the value that a setting is to have, or remove the line to leave all as they are.',
    },
  },
  one: { label: name => `accountSetting ${name}`, path: name => name },
  examples: [
    { accountSettings: { BLOB_MOUNTING: 'ENABLED' } },
    { accountSettings: { REGISTRY_POLICY_SCOPE: 'V2' } },
    { accountSettings: { BASIC_SCAN_TYPE_VERSION: 'AWS_NATIVE' } },
  ],
  foreign: foreignAccountSetting,
  want: ({ accountSettings = {} }) =>
    new Map(
      Object.entries(accountSettings as Readonly<Record<string, string>>).map(([name, value]) => [name, { value }]),
    ),
  check: ({ accountSettings = {} }) => checkAccountSettings(accountSettings as Readonly<Record<string, string>>),
  read,
  merge: (before, want) => want && { ...before, ...want },
  canonical: spec => spec,
  // ECR always has all of them.
  backTo: (_name, { to }) => to ?? undefined,
  judge: async differing => differing.map(({ difference }) => (isNarrowing(difference) ? NARROWING : {})),
  write: ({ name, after }) =>
    after === null ? [] : [{ action: 'PutAccountSetting', input: { name, value: after.value } }],
  names: async () => [...SETTINGS.keys()],
  states: (name, { value }) =>
    [SETTINGS.get(name)?.values[0], ''].includes(value) ? undefined : { accountSettings: { [name]: value } },
  // Whomever the policy of the registry names.
  opens: difference => (isWidening(difference) ? ['account'] : []),
  describe: difference => [{ text: `${valuesText(difference)}${meaningOf(difference)}` }],
  attention: difference => [
    ...(isWidening(difference)
      ? [{ word: 'OPENS', text: 'its policy, to all actions of ECR that it names' } as const]
      : []),
    ...(isNarrowing(difference)
      ? [{ word: 'CLOSES', text: `its policy, to all actions but ${ACTIONS_OF_V1}` } as const]
      : []),
  ],
}

/** One after the other is asked for by its name; what ECR says of one of them, it says of no other. */
async function read(ecr: Reader, asked: Asked<AccountSetting>) {
  const readings = [...asked.keys()].map(async (name): Promise<[string, Reading<AccountSetting> | EcrsyncError]> => {
    const found = await ecr.call('GetAccountSetting', { name }).catch(ofItsOwn)
    return [name, found instanceof EcrsyncError ? found : { value: found.value ?? '' }]
  })
  return new Map(await Promise.all(readings))
}

function ofItsOwn(error: unknown): EcrsyncError {
  if (error instanceof EcrsyncError && error.awsName !== undefined) return error
  throw error
}

type Differing = Difference<AccountSetting>

const isTo =
  (value: string) =>
  ({ name, before, after }: Differing): boolean =>
    name === 'REGISTRY_POLICY_SCOPE' && before?.value !== value && after?.value === value

const isNarrowing = isTo('V1')
const isWidening = isTo('V2')

const valuesText = ({ before, after }: Differing): string =>
  [before?.value, after?.value].filter(value => value !== undefined).join(' → ')

function meaningOf(difference: Differing): string {
  if (isNarrowing(difference))
    return ': the registry policy counts only for replication, cache imports and new repositories'
  return isWidening(difference) ? ': the registry policy counts for all actions' : ''
}

const NARROWING: Verdict = {
  warnings: [
    {
      path: [],
      code: 'POLICY_NARROWED',
      summary: 'REGISTRY_POLICY_SCOPE V1 narrows the policy of the registry',
      detail: `It then only counts for ${ACTIONS_OF_V1}: whoever it lets pull or push loses that, and what else it denies is denied no more.`,
      hint: 'Write V2, unless that is meant.',
    },
  ],
}
