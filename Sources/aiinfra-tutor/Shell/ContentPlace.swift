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
    guard let executable = realExecutable() else { return [] }
    var folders: [String] = []
    var folder = parent(of: executable)
    folders.append(parent(of: folder) + "/share/aiinfra-tutor")
    while folder.count > 1 {
      folders.append(folder)
      folder = parent(of: folder)
    }
    return folders
  }

  private static func realExecutable() -> String? {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let count = buffer.withUnsafeMutableBytes {
      readlink("/proc/self/exe", $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
    }
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
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
