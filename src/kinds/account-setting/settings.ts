/** All that the policy of a registry counts for under `REGISTRY_POLICY_SCOPE` V1. */
export const ACTIONS_OF_V1 = 'ReplicateImage, BatchImportUpstreamImage and CreateRepository'

/** What is known of a setting: its values, the one that a new account has first. */
interface Known {
  readonly values: readonly [string, ...string[]]
  readonly description: string
}

/** Source: Amazon ECR API reference, PutAccountSetting; Amazon ECR User Guide, "Private registry settings". */
export const SETTINGS: ReadonlyMap<string, Known> = new Map([
  [
    'BASIC_SCAN_TYPE_VERSION',
    {
      values: ['AWS_NATIVE', 'CLAIR'],
      description: 'What basic scanning scans with. `CLAIR` is deprecated.',
    },
  ],
  [
    'REGISTRY_POLICY_SCOPE',
    {
      values: ['V2', 'V1'],
      description: `Which actions the policy of the registry counts for: \`V2\` is all of ECR, \`V1\` only ${ACTIONS_OF_V1}.`,
    },
  ],
  [
    'BLOB_MOUNTING',
    {
      values: ['DISABLED', 'ENABLED'],
      description: 'Whether a push may take a layer that another repository of the registry has.',
    },
  ],
])

export const accountSettingsManifest = {
  accountSettings: {
    description:
      'Settings of the account in this region, by name, merged by key. ECR always has them all, so that none can be `null`.',
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      [...SETTINGS].map(([name, { values, description }]) => [
        name,
        { description, enum: [...values], default: values[0] },
      ]),
    ),
    patternProperties: {
      [`^(?!(?:${[...SETTINGS.keys()].join('|')})$)`]: {
        description: 'A setting that ECR has and ecrsync does not know: it is sent as it is.',
        type: 'string',
      },
    },
    examples: [{ BLOB_MOUNTING: 'ENABLED' }],
  },
} as const
