/** What a manifest is read from: a disk, a memory, a revision of git. Paths are absolute; what may be read is decided above. */
export interface Files {
  /** @throws an error with the `code` that Node gives it, such as ENOENT */
  read(path: string): Promise<Uint8Array>
  /**
   * The path without symbolic links.
   *
   * @throws likewise
   */
  realPath(path: string): Promise<string>
  /** To read from anything but a regular file could take for ever. */
  isFile(path: string): Promise<boolean>
  /** The files that a glob finds below a folder, as they are reached, in no order. */
  find(glob: string, directory: string): Promise<readonly string[]>
}
