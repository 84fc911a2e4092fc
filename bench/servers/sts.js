const EXPIRATION = '2099-01-01T00:00:00Z'

/** @param {string} action @param {string} result */
const response = (action, result) =>
  `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>bench</RequestId></ResponseMetadata></${action}Response>`

/** The key of a session is its account, as that of everybody here. @param {URLSearchParams} form */
function assumed(form) {
  const [, account] = /^arn:[^:]+:iam::(\d{12}):role/.exec(form.get('RoleArn') ?? '') ?? []
  const keys = `<AccessKeyId>${account}</AccessKeyId><SecretAccessKey>local</SecretAccessKey><SessionToken>bench</SessionToken><Expiration>${EXPIRATION}</Expiration>`
  const user = `<AssumedRoleId>AROABENCH:bench</AssumedRoleId><Arn>arn:aws:sts::${account}:assumed-role/bench/bench</Arn>`
  return response('AssumeRole', `<Credentials>${keys}</Credentials><AssumedRoleUser>${user}</AssumedRoleUser>`)
}

/** What STS says, in its XML. @param {string} body @param {string} account who asks */
export function stsAnswer(body, account) {
  const form = new URLSearchParams(body)
  if (form.get('Action') === 'AssumeRole') return assumed(form)
  return response(
    'GetCallerIdentity',
    `<Arn>arn:aws:iam::${account}:user/bench</Arn><UserId>AIDABENCH</UserId><Account>${account}</Account>`,
  )
}
