import Foundation

/// The home directory without a slash at its end: `HOME` when it is an absolute path, else what the
/// system's list of users says, so that no record is written relative to wherever the program was
/// started.
func homeDirectory(_ environment: [String: String]) -> String {
  var home = environment["HOME"] ?? ""
  if !home.hasPrefix("/"), let user = getpwuid(getuid()) {
    home = String(cString: user.pointee.pw_dir)
  }
  while home.hasSuffix("/") { home.removeLast() }
  return home
}
