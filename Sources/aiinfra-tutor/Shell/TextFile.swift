import Foundation

/// Largest text file that is read whole.
let mostTextBytes = 256 << 20

/// Why a text file that somebody named cannot be read.
enum TextFileProblem: Error {
  /// What the system says: `errno`.
  case system(Int32)
  case empty
  case tooLarge
  /// The line of the first byte that is none of UTF-8.
  case notUTF8(line: Int)
}

/// The text of a file, of a pipe, or of standard input (`-`).
func readText(_ path: String) throws(TextFileProblem) -> String {
  var bytes: [UInt8] = []
  func take(_ piece: [UInt8]) -> Bool {
    bytes += piece
    return bytes.count <= mostTextBytes
  }
  let error =
    path == "-" ? readPieces(from: STDIN_FILENO, take) : readPieces(of: path, take)
  if let error { throw .system(error) }
  if bytes.isEmpty { throw .empty }
  if bytes.count > mostTextBytes { throw .tooLarge }
  guard let text = String(validating: bytes, as: UTF8.self) else {
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
    let bad = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
    throw .notUTF8(line: bad + 1)
  }
  return text
}
