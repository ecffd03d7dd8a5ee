import Foundation

/// Writes a file that somebody asked for: a new or an old file becomes the whole of it or stays as
/// it was; a device or a pipe is written to and never replaced.
///
/// Throws `CommandFailure` with what the system says.
func writeFile(_ bytes: [UInt8], to path: String) throws {
  var information = stat()
  let isThere = stat(path, &information) == 0
  if isThere, information.st_mode & S_IFMT != S_IFREG {
    return try writeBytes(bytes, to: path, O_WRONLY, named: path)
  }
  // A link stays a link: what it leads to is replaced.
  let target = isThere ? resolved(path) : path
  let fresh = target + ".new"
  do {
    try writeBytes(bytes, to: fresh, O_WRONLY | O_CREAT | O_TRUNC, named: path)
    guard rename(fresh, target) == 0 else { throw writeFailure(path) }
  } catch {
    unlink(fresh)
    throw error
  }
}

private func writeBytes(_ bytes: [UInt8], to path: String, _ flags: Int32, named: String) throws {
  let file = open(path, flags | O_CLOEXEC, 0o666)
  guard file >= 0 else { throw writeFailure(named) }
  var rest = bytes[...]
  var problem: CommandFailure?
  while !rest.isEmpty, problem == nil {
    let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    if count < 0 { problem = writeFailure(named) } else { rest = rest.dropFirst(count) }
  }
  // Some file systems tell only now that they are full.
  if close(file) != 0, problem == nil { problem = writeFailure(named) }
  if let problem { throw problem }
}

private func resolved(_ path: String) -> String {
  guard let full = realpath(path, nil) else { return path }
  defer { free(full) }
  return String(cString: full)
}

private func writeFailure(_ path: String) -> CommandFailure {
  let reason = String(cString: strerror(errno))
  return CommandFailure(message: commandWording("command.problem.write", path, reason))
}
