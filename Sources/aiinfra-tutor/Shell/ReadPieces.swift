import Foundation

/// Hands over a file in pieces of 64 KiB, so that its size needs no memory.
///
/// It stops when `take` answers that it wants no more.
///
/// - Returns: `nil` when the file was read as far as wanted, else `errno`.
func readPieces(of path: String, _ take: ([UInt8]) -> Bool) -> Int32? {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return errno }
  defer { close(descriptor) }
  return readPieces(from: descriptor, take)
}

/// The same for a file that is open already, which stays open.
func readPieces(from descriptor: Int32, _ take: ([UInt8]) -> Bool) -> Int32? {
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    if count < 0 && errno == EINTR { continue }
    if count < 0 { return errno }
    if count == 0 { return nil }
    guard take(count == buffer.count ? buffer : Array(buffer[..<count])) else { return nil }
  }
}
