import { MANIFEST_FILE, partitionOf } from '../names.ts'
import type { Beginning } from './starter.ts'

/** Where a pipeline runs. */
export type Ci = 'github' | 'gitlab'

/** What a pipeline is about. */
export interface Pipeline extends Pick<Beginning, 'account' | 'region'> {
  /** The folder of the manifest, from the root of the repository: empty for the root itself. */
  readonly folder: string
  readonly manifest: string
}

/** The file of a pipeline, from the root of the repository, and its text. */
export const PIPELINES: Readonly<
  Record<Ci, { readonly path: string; readonly textOf: (pipeline: Pipeline) => string }>
> = {
  github: { path: '.github/workflows/ecr.yaml', textOf: githubWorkflow },
  gitlab: { path: '.gitlab-ci.yml', textOf: gitlabPipeline },
}

const roleOf = ({ account, region }: Pipeline, name: string): string =>
  `arn:${partitionOf(region)}:iam::${account}:role/${name}`

/** What a change of a plan can come from; folders of fragments and documents are added when there are some. */
function pathsOf({ folder, manifest }: Pipeline, own: string): string {
  const files = [manifest, 'teams/**', 'policies/**', 'package.json', 'package-lock.json', '.npmrc']
  return [...files.map(file => JSON.stringify(folder === '' ? file : `${folder}/${file}`)), JSON.stringify(own)].join(
    ', ',
  )
}

const commandOf = (command: string, manifest: string): string =>
  `npx ecrsync ${command}${manifest === MANIFEST_FILE ? '' : ` -f ${word(manifest)}`}`

/** As a value of YAML. */
const commandLine = (command: string, manifest: string): string => {
  const line = commandOf(command, manifest)
  return line.includes("'") ? JSON.stringify(line) : line
}

/** As a shell takes it for one. */
const word = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)

function githubWorkflow(pipeline: Pipeline): string {
  const { folder, manifest, region } = pipeline
  const paths = pathsOf(pipeline, PIPELINES.github.path)
  const place = folder === '' ? '' : `    defaults: { run: { working-directory: ${JSON.stringify(folder)} } }\n`
  return `# A pull request shows the plan, a push to main applies it. Both roles are to be made: docs/ci.md, docs/iam.md.
name: ECR
on:
  pull_request:
    paths: [${paths}]
  push:
    branches: [main]
    paths: [${paths}]
permissions: { id-token: write, contents: read }
concurrency: { group: "ecr-\${{ github.ref }}", cancel-in-progress: false }
jobs:
  ecr:
    runs-on: ubuntu-latest
${place}    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 20 }
      - run: npm ci
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          aws-region: ${region}
          role-to-assume: \${{ github.event_name == 'push' && '${roleOf(pipeline, 'ecrsync-apply')}' || '${roleOf(pipeline, 'ecrsync-plan')}' }}
      - if: github.event_name == 'pull_request'
        run: ${commandLine('plan --no-color', manifest)}
      - if: github.event_name == 'push'
        run: ${commandLine('apply --auto-approve --no-color', manifest)}
`
}

function gitlabPipeline(pipeline: Pipeline): string {
  const { folder, manifest, region } = pipeline
  const changes = pathsOf(pipeline, PIPELINES.gitlab.path).replaceAll('/**"', '/**/*"')
  const enter = folder === '' ? '' : `${JSON.stringify(`cd ${word(folder)}`)}, `
  return `# A merge request shows the plan, a push to the default branch applies it. Both roles are to be made: docs/ci.md, docs/iam.md.
default: { image: "node:20" }
.ecr:
  id_tokens: { AWS_TOKEN: { aud: "https://gitlab.com" } }
  variables: { AWS_REGION: ${region}, AWS_WEB_IDENTITY_TOKEN_FILE: /tmp/token }
  before_script: ['printf %s "$AWS_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"', ${enter}"npm ci"]
plan:
  extends: .ecr
  variables: { AWS_ROLE_ARN: "${roleOf(pipeline, 'ecrsync-plan')}" }
  script: [${JSON.stringify(commandOf('plan --no-color', manifest))}]
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
      changes: [${changes}]
apply:
  extends: .ecr
  variables: { AWS_ROLE_ARN: "${roleOf(pipeline, 'ecrsync-apply')}" }
  script: [${JSON.stringify(commandOf('apply --auto-approve --no-color', manifest))}]
  resource_group: ecr
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
      changes: [${changes}]
`
}
