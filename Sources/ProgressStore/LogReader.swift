import Learning

/// What stands in a piece of the log that begins at a line's start.
struct LogPiece {
  var events: [LearnerEvent] = []
  /// Lines seen, damaged and empty ones included; an unfinished last line is not.
  var lines = 0
  /// Numbers of damaged lines, counted from 1 in the piece.
  var damaged: [Int] = []
  /// Bytes up to the end of the last finished line.
  var bytes = 0

  init(_ piece: ArraySlice<UInt8>) {
    var start = piece.startIndex
    while let end = piece[start...].firstIndex(of: UInt8(ascii: "\n")) {
      lines += 1
      if end > start {
        if let event = try? LearnerEvent(line: piece[start..<end]) {
          events.append(event)
        } else {
          damaged.append(lines)
        }
      }
      start = end + 1
    }
    bytes = start - piece.startIndex
  }
}
