interface Place {
  readonly host: string
  readonly repositoryName: string
}

/** What images of Docker Hub have as their host. */
const HUB = 'docker.io'

export const isHub = (host: string): boolean => /^((index|registry-1)\.)?docker\.io$/i.test(host)

/** A host in small letters, Docker Hub by its one name. */
export const hostOf = (host: string): string => (isHub(host) ? HUB : host.toLowerCase())

/** The repository as its registry has it: Docker Hub keeps its own images in a folder. */
export const nameAt = ({ host, repositoryName }: Place): string =>
  isHub(host) && !repositoryName.includes('/') ? `library/${repositoryName}` : repositoryName

/** Whom to ask: Docker Hub answers to another name than the one that images have. */
export const answeringHost = (host: string): string => (isHub(host) ? 'registry-1.docker.io' : host)

/** Whose login it is. Docker Hub's is kept under the name of its index. Source: https://github.com/docker/cli, `IndexServer` */
export const loginServerOf = (host: string): string =>
  isHub(host) ? 'https://index.docker.io/v1/' : host.toLowerCase()
