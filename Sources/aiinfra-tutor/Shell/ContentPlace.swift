import Foundation

/// The directory that holds `lessons/` and `challenges/`.
struct ContentPlace: Sendable {
  let path: String

  /// Looks where the product design says, in this order: the option, `AIINFRA_TUTOR_DATA`, `../share/aiinfra-tutor` beside
  /// the real executable, the parents of the executable. Never the working directory.
  static func find(option: String?, environment: [String: String]) throws(ContentMissing)
    -> ContentPlace
  {
    if let option {
      guard isContent(option) else { throw ContentMissing(tried: [option]) }
      return ContentPlace(path: option)
    }
    if let given = environment["AIINFRA_TUTOR_DATA"], !given.isEmpty {
      guard isContent(given) else { throw ContentMissing(tried: [given]) }
      return ContentPlace(path: given)
    }
    var tried: [String] = []
    for candidate in besideExecutable() {
      if isContent(candidate) { return ContentPlace(path: candidate) }
      tried.append(candidate)
    }
    throw ContentMissing(tried: tried)
  }

  private static func besideExecutable() -> [String] {
    guard let executable = linkTarget(of: "/proc/self/exe") else { return [] }
    var folders: [String] = []
    var folder = parent(of: executable)
    folders.append(parent(of: folder) + "/share/aiinfra-tutor")
    while folder.count > 1 {
      folders.append(folder)
      folder = parent(of: folder)
    }
    return folders
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  private static func isContent(_ path: String) -> Bool {
    isFolder(path + "/lessons") && isFolder(path + "/challenges")
  }

  private static func isFolder(_ path: String) -> Bool {
    var information = stat()
    return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
  }
}

/// There is no content where it was looked for.
struct ContentMissing: Error, CustomStringConvertible {
  let tried: [String]

  var description: String {
    "no lessons/ and challenges/ found; looked in: \(tried.joined(separator: ", ")). "
      + "Give the directory that holds them with --content DIR or AIINFRA_TUTOR_DATA."
  }
}

/// Where a symbolic link points; `nil` when there is no such link.
func linkTarget(of path: String) -> String? {
  var buffer = [CChar](repeating: 0, count: 4_096)
  let count = buffer.withUnsafeMutableBufferPointer { target -> Int in
    guard let start = target.baseAddress else { return -1 }
    return readlink(path, start, target.count)
  }
  guard count > 0 else { return nil }
  return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
