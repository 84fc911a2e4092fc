/** What every repository of the benchmarks has, in the registry, in our manifest and in Terraform's configuration alike. */
export const ACCOUNT = '123456789012'
export const REGION = 'us-east-1'

export const TAGS = { team: 'bench' }

/** Of the manifest that every one of them belongs to, where it is said to own them. */
export const OWNER = { 'ecrsync:manifest': 'bench' }

export const POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'pull',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::444455556666:root' },
      Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    },
  ],
}

/** @param {number} days */
export const lifecycleOf = days => ({
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: days },
      action: { type: 'expire' },
    },
  ],
})

/** How old an image without a tag may become, as it is on every repository. */
export const DAYS = 7

/** @param {number} index */
export const nameOf = index => `bench/app-${String(index).padStart(6, '0')}`

/** Of a repository that no manifest declares. @param {number} index */
export const otherNameOf = index => `other/app-${String(index).padStart(6, '0')}`

/** Of the image with this number, in every repository alike. @param {number} index */
export const digestOf = index => `sha256:${index.toString(16).padStart(64, '0')}`
