import { request } from 'node:http'

/**
 * One call of the ECR API by plain HTTP: the SDK would be what is measured.
 * @param {string} url @param {import('node:http').Agent} agent @param {string} operation @param {object} input @returns {Promise<any>}
 */
export const post = (url, agent, operation, input) =>
  new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AmazonEC2ContainerRegistry_V20150921.${operation}`,
    }
    request(url, { method: 'POST', agent, headers }, response => {
      let text = ''
      response
        .setEncoding('utf8')
        .on('data', chunk => {
          text += chunk
        })
        .on('end', () => resolve(JSON.parse(text)))
    })
      .on('error', reject)
      .end(JSON.stringify(input))
  })
