import { once } from 'node:events'
import { Flags } from '@oclif/core'
import { startEmulator } from '../emulator/server.ts'
import { EcrsyncError } from '../errors.ts'
import { EcrsyncCommand } from './base.ts'

export class Emulator extends EcrsyncCommand {
  static override enableJsonFlag = false
  static override summary = 'Serve a local ECR, for trying and testing without an AWS account.'
  static override description =
    'Speaks the ECR API to any AWS SDK and the AWS CLI. Runs until it is interrupted; without --data everything is in memory.'
  static override examples = ['<%= config.bin %> emulator', '<%= config.bin %> emulator --port 0 --data ./ecr-data']
  static override flags = {
    port: Flags.integer({ summary: 'The port to listen on; 0 picks a free one.', default: 4510, min: 0, max: 65_535 }),
    host: Flags.string({ summary: 'The address to listen on.', default: '127.0.0.1' }),
    data: Flags.string({ summary: 'Keep everything in this folder.', helpValue: 'DIR' }),
    account: Flags.string({
      summary: 'The account of callers whose access key is not itself an account id.',
      default: '123456789012',
    }),
    region: Flags.string({ summary: 'The region of callers who name none.', default: 'us-east-1' }),
    log: Flags.string({ summary: 'Write each call as a line of JSON to this file.', helpValue: 'FILE' }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Emulator)
    if (!/^\d{12}$/.test(flags.account))
      throw new EcrsyncError('INVALID_FLAG', `--account ${flags.account} is no account id`, {
        hint: 'Write 12 digits, e.g. --account 123456789012',
      })
    const emulator = await startEmulator({
      port: flags.port,
      host: flags.host,
      account: flags.account,
      region: flags.region,
      ...(flags.data !== undefined && { dataDirectory: flags.data }),
      ...(flags.log !== undefined && { logFile: flags.log }),
    }).catch((error: Error & { code?: string }) => {
      throw cannotListen(error, flags.port)
    })
    this.log(`ECR emulator listening on ${emulator.url}`)
    this.log(environmentFor(emulator.url, flags))
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
    await emulator.close()
  }
}

const environmentFor = (
  url: string,
  { account, region }: { readonly account: string; readonly region: string },
): string =>
  [
    `export AWS_ENDPOINT_URL_ECR=${url}`,
    `export AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`,
    `export AWS_ACCESS_KEY_ID=${account} AWS_SECRET_ACCESS_KEY=local`,
  ].join('\n')

const cannotListen = (error: Error & { code?: string }, port: number): EcrsyncError =>
  new EcrsyncError('EMULATOR', 'The emulator cannot start', {
    detail: error.code === 'EADDRINUSE' ? `Port ${port} is in use.` : error.message,
    hint: error.code === 'EADDRINUSE' ? 'Add --port 0 for a free one.' : 'Check --host, --data and --log.',
    cause: error,
  })
