/** What a manifest is read from: a disk, a memory, a revision of git. Paths are absolute; what may be read is decided above. */
export interface Files {
  /**
   * A regular file; where it has more than `most` bytes, no more of it than one byte beyond.
   *
   * @throws an error with the `code` that Node gives it, such as ENOENT
   */
  read(path: string, most?: number): Promise<Uint8Array>
  /**
   * The path without symbolic links.
   *
   * @throws likewise
   */
  realPath(path: string): Promise<string>
  /** To read from anything but a regular file could take for ever. */
  isFile(path: string): Promise<boolean>
  /**
   * The files that a glob finds below a folder, as they are reached, in no order; and links on its way that lead out of
   * the folder, which are not followed.
   *
   * @throws an error with the code E2BIG where there are too many folders
   */
  find(glob: string, directory: string): Promise<readonly string[]>
}
