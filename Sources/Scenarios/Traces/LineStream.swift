/// Cuts a file into lines while its bytes come in, in bounded memory. Both line ends are understood.
/// A line that is too long is handed on as soon as that is known, not at its end.
struct LineStream: Sendable {
  /// One line, without its end.
  struct Line {
    /// From 1.
    let number: Int
    /// Of a line that is too long, only its beginning.
    let bytes: [UInt8]
    let isTooLong: Bool
    /// Whether the file ended without ending the line.
    let isUnfinished: Bool

    var isBlank: Bool { bytes.allSatisfy { $0 == 32 || $0 == 9 } }
  }

  /// Bytes of the longest line that is kept whole.
  let longest: Int
  private var bytes: [UInt8] = []
  private var number = 1
  private var isTooLong = false
  private var previousWasReturn = false

  init(longest: Int) { self.longest = longest }

  /// Takes the next bytes; `line` is called for each line that they complete.
  mutating func read(_ piece: [UInt8], line: (Line) -> Void) {
    for byte in piece {
      // CR LF is one line end, as is either alone.
      if byte == 10 && previousWasReturn {
        previousWasReturn = false
        continue
      }
      previousWasReturn = byte == 13
      if byte == 10 || byte == 13 {
        end(isUnfinished: false, line)
      } else if bytes.count < longest {
        bytes.append(byte)
      } else if !isTooLong {
        isTooLong = true
        line(Line(number: number, bytes: bytes, isTooLong: true, isUnfinished: false))
      }
    }
  }

  /// The file has ended.
  mutating func finish(line: (Line) -> Void) {
    if !bytes.isEmpty, !isTooLong { end(isUnfinished: true, line) }
  }

  private mutating func end(isUnfinished: Bool, _ line: (Line) -> Void) {
    if number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    if !isTooLong {
      line(Line(number: number, bytes: bytes, isTooLong: false, isUnfinished: isUnfinished))
    }
    bytes.removeAll(keepingCapacity: true)
    isTooLong = false
    number += 1
  }
}
