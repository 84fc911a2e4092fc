import { expect, test } from 'vitest'
import { answeringHost, hostOf, isHub, loginServerOf, nameAt } from '../../src/images/docker-hub.ts'

test.each(['docker.io', 'Docker.io', 'index.docker.io', 'registry-1.docker.io'])(
  '%s is Docker Hub, for the request and for the login alike',
  host => {
    expect(isHub(host)).toBe(true)
    expect(hostOf(host)).toBe('docker.io')
    expect(answeringHost(host)).toBe('registry-1.docker.io')
    expect(loginServerOf(host)).toBe('https://index.docker.io/v1/')
    expect(nameAt({ host, repositoryName: 'alpine' })).toBe('library/alpine')
    expect(nameAt({ host, repositoryName: 'acme/app' })).toBe('acme/app')
  },
)

test.each(['GHCR.io', 'docker.io.example.com', 'evil-docker.io', 'docker.io:5000', 'hub.docker.io'])(
  '%s is itself',
  host => {
    expect(isHub(host)).toBe(false)
    expect([hostOf(host), loginServerOf(host)]).toEqual([host.toLowerCase(), host.toLowerCase()])
    expect(answeringHost(host)).toBe(host)
    expect(nameAt({ host, repositoryName: 'alpine' })).toBe('alpine')
  },
)
