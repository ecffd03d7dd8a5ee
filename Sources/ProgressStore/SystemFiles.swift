import Glibc

extension FileClient {
  /// The real file system.
  public static let system = FileClient(
    read: { path, offset throws(FileProblem) in try readFile(path, from: offset) },
    size: { path throws(FileProblem) in
      var info = stat()
      if stat(path, &info) == 0 { return Int(info.st_size) }
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw problem(path)
    },
    append: { path, bytes throws(FileProblem) in
      let file = try Descriptor(path, O_WRONLY | O_CREAT | O_APPEND)
      try file.write(bytes)
    },
    write: { path, bytes throws(FileProblem) in
      let file = try Descriptor(path, O_WRONLY | O_CREAT | O_TRUNC)
      try file.write(bytes)
    },
    truncate: { path, size throws(FileProblem) in
      guard Glibc.truncate(path, off_t(size)) == 0 else { throw problem(path) }
    },
    sync: { path throws(FileProblem) in
      let file = try Descriptor(path, O_WRONLY)
      guard fsync(file.number) == 0 else { throw problem(path) }
    },
    syncDirectory: { path throws(FileProblem) in
      let directory = try Descriptor(path, O_RDONLY | O_DIRECTORY)
      guard fsync(directory.number) == 0 else { throw problem(path) }
    },
    rename: { from, to throws(FileProblem) in
      guard Glibc.rename(from, to) == 0 else { throw problem(to) }
    },
    remove: { path throws(FileProblem) in
      guard unlink(path) == 0 else { throw problem(path) }
    },
    makeDirectory: { path throws(FileProblem) in try makeDirectories(path) },
    lock: { path throws(FileProblem) in
      let number = try openFileLock(path)
      // Closing lets go of the lock; so does the end of the process, however it comes.
      return { close(number) }
    })
}

/// F_OFD_SETLKW of Linux, which Glibc's Swift module does not import. A lock of an open file description, unlike a
/// process's, also holds between threads and is not lost when another descriptor of the file is closed.
private let waitForOpenFileLock: Int32 = 38

private func problem(_ path: String) -> FileProblem {
  FileProblem(path: path, reason: String(cString: strerror(errno)))
}

private struct Descriptor: ~Copyable {
  let number: Int32
  private let path: String

  init(_ path: String, _ flags: Int32) throws(FileProblem) {
    let opened = open(path, flags | O_CLOEXEC, 0o600)
    guard opened >= 0 else { throw problem(path) }
    number = opened
    self.path = path
  }

  deinit { close(number) }

  /// Writes all; a file system that takes a part only (it is full) makes a second call that names the reason.
  func write(_ bytes: [UInt8]) throws(FileProblem) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(number, buffer.baseAddress.map { $0 + done }, buffer.count - done)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw problem(path)
      }
      done += count
    }
  }
}

/// The descriptor of a lock that is held until it is closed.
private func openFileLock(_ path: String) throws(FileProblem) -> Int32 {
  let number = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
  guard number >= 0 else { throw problem(path) }
  var region = flock()
  region.l_type = Int16(F_WRLCK)
  region.l_whence = Int16(SEEK_SET)
  while fcntl(number, waitForOpenFileLock, &region) != 0 {
    if errno == EINTR { continue }
    let failure = problem(path)
    close(number)
    throw failure
  }
  return number
}

private func readFile(_ path: String, from offset: Int) throws(FileProblem) -> [UInt8]? {
  let number = open(path, O_RDONLY | O_CLOEXEC)
  guard number >= 0 else {
    if errno == ENOENT || errno == ENOTDIR { return nil }
    throw problem(path)
  }
  defer { close(number) }
  var info = stat()
  guard fstat(number, &info) == 0 else { throw problem(path) }
  let count = max(0, Int(info.st_size) - offset)
  var failed = false
  let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
    while filled < count {
      let got = pread(
        number, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
      if got < 0, errno == EINTR { continue }
      failed = got < 0
      if got <= 0 { break }
      filled += got
    }
  }
  if failed { throw problem(path) }
  return bytes
}

private func makeDirectories(_ path: String) throws(FileProblem) {
  if mkdir(path, 0o700) == 0 { return }
  switch errno {
  case EEXIST:
    var info = stat()
    guard stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFDIR else {
      throw FileProblem(path: path, reason: String(cString: strerror(ENOTDIR)))
    }
  case ENOENT:
    guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { throw problem(path) }
    try makeDirectories(String(path[..<slash]))
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw problem(path) }
  default: throw problem(path)
  }
}
