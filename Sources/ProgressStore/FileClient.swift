/// The few things that the store asks of a file system, each small enough to fail or be cut off on its own.
///
/// Paths are absolute. Every closure throws `FileProblem`. Tests hand in a disk that loses power.
public struct FileClient: Sendable {
  /// The bytes of a file from `offset` to its end; `nil` when there is no such file.
  public var read: @Sendable (_ path: String, _ offset: Int) throws(FileProblem) -> [UInt8]?
  /// Size in bytes; `nil` when there is no such file.
  public var size: @Sendable (_ path: String) throws(FileProblem) -> Int?
  /// Adds bytes at the end with one write call; makes the file (mode 0600) when there is none.
  public var append: @Sendable (_ path: String, _ bytes: [UInt8]) throws(FileProblem) -> Void
  /// Makes the file or empties it, then writes the bytes (mode 0600).
  public var write: @Sendable (_ path: String, _ bytes: [UInt8]) throws(FileProblem) -> Void
  public var truncate: @Sendable (_ path: String, _ size: Int) throws(FileProblem) -> Void
  /// Waits until a file's bytes are on the disk.
  public var sync: @Sendable (_ path: String) throws(FileProblem) -> Void
  /// Waits until a directory's entries are on the disk.
  public var syncDirectory: @Sendable (_ path: String) throws(FileProblem) -> Void
  public var rename: @Sendable (_ from: String, _ to: String) throws(FileProblem) -> Void
  public var remove: @Sendable (_ path: String) throws(FileProblem) -> Void
  /// Makes a directory and its parents (mode 0700); fine when it is there.
  public var makeDirectory: @Sendable (_ path: String) throws(FileProblem) -> Void
  /// Waits for the lock at `path` and gives back how to let go of it.
  public var lock: @Sendable (_ path: String) throws(FileProblem) -> @Sendable () -> Void

  public init(
    read: @escaping @Sendable (String, Int) throws(FileProblem) -> [UInt8]?,
    size: @escaping @Sendable (String) throws(FileProblem) -> Int?,
    append: @escaping @Sendable (String, [UInt8]) throws(FileProblem) -> Void,
    write: @escaping @Sendable (String, [UInt8]) throws(FileProblem) -> Void,
    truncate: @escaping @Sendable (String, Int) throws(FileProblem) -> Void,
    sync: @escaping @Sendable (String) throws(FileProblem) -> Void,
    syncDirectory: @escaping @Sendable (String) throws(FileProblem) -> Void,
    rename: @escaping @Sendable (String, String) throws(FileProblem) -> Void,
    remove: @escaping @Sendable (String) throws(FileProblem) -> Void,
    makeDirectory: @escaping @Sendable (String) throws(FileProblem) -> Void,
    lock: @escaping @Sendable (String) throws(FileProblem) -> @Sendable () -> Void
  ) {
    self.read = read
    self.size = size
    self.append = append
    self.write = write
    self.truncate = truncate
    self.sync = sync
    self.syncDirectory = syncDirectory
    self.rename = rename
    self.remove = remove
    self.makeDirectory = makeDirectory
    self.lock = lock
  }
}

/// Why a file could not be read or written.
public struct FileProblem: Error, Hashable, Sendable {
  public let path: String
  /// What the system says, for example `No space left on device`.
  public let reason: String
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}
