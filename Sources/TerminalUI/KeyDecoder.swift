/// Turns the bytes that a terminal sends into keys.
///
/// Understands both forms of the cursor keys (CSI and SS3), function keys of xterm, Linux and rxvt,
/// bracketed paste, SGR and X10 mouse reports and UTF-8. Alt with a character and everything unknown
/// vanish instead of becoming commands. Pure: the caller brings bytes and says when time has passed.
public struct KeyDecoder: Sendable {
  /// Longest paste that is kept, in bytes; the rest of a longer one is dropped.
  public static let pasteLimit = 1 << 20

  /// Answers of the terminal to questions, such as its background colour, without their introducer.
  public private(set) var answers: [String] = []

  private var bytes: [UInt8] = []
  private var start = 0
  private var paste: [UInt8]?
  private let extraKeys: [(sequence: [UInt8], key: Key)]

  /// - Parameter extraKeys: sequences of this terminal (from terminfo) that count before the usual ones.
  public init(extraKeys: [(sequence: [UInt8], key: Key)] = []) {
    self.extraKeys = extraKeys.filter { $0.sequence.count > 1 && $0.sequence[0] == 0x1B }
  }

  /// Whether bytes wait for their rest: when it stays away, `next(isComplete: true)` settles them.
  public var isPending: Bool { start < bytes.count || paste != nil }
  /// Whether a paste has begun and not ended.
  public var isInPaste: Bool { paste != nil }

  /// Whether what waits begins with an answer of the terminal, so that decoding it consumes no key.
  public var hasOnlyAnswers: Bool {
    paste == nil && start + 1 < bytes.count && bytes[start] == 0x1B && bytes[start + 1] == 0x5D
      && bytes.count - start < 64
      && (bytes.last == 0x07 || bytes[start...].suffix(2).elementsEqual([0x1B, 0x5C]))
  }

  /// Takes in bytes as they came from the terminal, cut anywhere.
  public mutating func feed(_ more: some Sequence<UInt8>) {
    if start > 0 {
      bytes.removeFirst(start)
      start = 0
    }
    bytes.append(contentsOf: more)
  }

  /// Takes the answers seen so far.
  public mutating func takeAnswers() -> [String] {
    defer { answers = [] }
    return answers
  }

  /// The next key, `nil` when the bytes so far make none.
  ///
  /// - Parameter isComplete: nothing more will follow soon, so a lone escape byte is the Escape key.
  public mutating func next(isComplete: Bool) -> Key? {
    while start < bytes.count || (isComplete && paste != nil) {
      if paste != nil {
        guard let text = takePaste(isComplete: isComplete) else { return nil }
        return .paste(text)
      }
      switch step(isComplete: isComplete) {
      case .key(let key): return key
      case .nothing: continue
      case .incomplete: return nil
      }
    }
    return nil
  }

  private enum Step {
    case key(Key)
    case nothing
    case incomplete
  }

  private mutating func step(isComplete: Bool) -> Step {
    let byte = bytes[start]
    if byte == 0x1B { return escape(isComplete: isComplete) }
    if byte < 0x20 || byte == 0x7F {
      start += 1
      return KeyDecoder.control(byte).map(Step.key) ?? .nothing
    }
    return character(isComplete: isComplete)
  }

  private static func control(_ byte: UInt8) -> Key? {
    switch byte {
    case 0x0D, 0x0A: .enter
    case 0x09: .tab
    case 0x08, 0x7F: .backspace
    case 0x01...0x1A: .control(Character(UnicodeScalar(byte + 0x60)))
    case 0x1C...0x1F: .control(Character(UnicodeScalar(byte + 0x40)))
    default: nil
    }
  }

  // MARK: UTF-8

  private mutating func character(isComplete: Bool) -> Step {
    let first = bytes[start]
    let length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard length > 0, first < 0xF5 else {
      start += 1
      return .nothing
    }
    let end = start + length
    for index in start + 1..<max(start + 1, min(end, bytes.count))
    where bytes[index] & 0xC0 != 0x80 {
      start = index
      return .nothing
    }
    guard end <= bytes.count else {
      if isComplete { start = bytes.count }
      return isComplete ? .nothing : .incomplete
    }
    let text = String(decoding: bytes[start..<end], as: UTF8.self)
    start = end
    guard let scalar = text.unicodeScalars.first, text.unicodeScalars.count == 1,
      scalar.value != 0xFFFD, !(0x80..<0xA0).contains(scalar.value)
    else { return .nothing }
    return .key(.character(Character(scalar)))
  }

  // MARK: Escape sequences

  private mutating func escape(isComplete: Bool) -> Step {
    if let match = extraKey() { return match }
    guard start + 1 < bytes.count else {
      guard isComplete else { return .incomplete }
      start += 1
      return .key(.escape)
    }
    switch bytes[start + 1] {
    case 0x5B: return controlSequence(isComplete: isComplete)
    case 0x4F: return singleShift(isComplete: isComplete)
    case 0x5D, 0x50, 0x5F, 0x5E, 0x58: return string(isComplete: isComplete)
    case 0x1B:
      start += 1
      return .key(.escape)
    case 0x00..<0x20, 0x7F:
      // Alt with a control character: neither of the two was meant.
      start += 2
      return .nothing
    default:
      // Alt with a character: drop both, the character alone would be a command.
      start += 1
      guard case .incomplete = character(isComplete: isComplete) else { return .nothing }
      start -= 1
      return .incomplete
    }
  }

  private mutating func extraKey() -> Step? {
    for (sequence, key) in extraKeys where bytes[start...].starts(with: sequence) {
      start += sequence.count
      return .key(key)
    }
    return nil
  }

  /// `ESC O x`: cursor and function keys in application mode.
  private mutating func singleShift(isComplete: Bool) -> Step {
    guard start + 2 < bytes.count else {
      if isComplete { start = bytes.count }
      return isComplete ? .nothing : .incomplete
    }
    let final = bytes[start + 2]
    start += 3
    switch final {
    case 0x4D: return .key(.enter)
    case 0x6A...0x79: return .key(.character(Character(UnicodeScalar(final - 0x40))))
    default: return KeyDecoder.letterKey(final).map(Step.key) ?? .nothing
    }
  }

  private static func letterKey(_ final: UInt8) -> Key? {
    switch final {
    case 0x41: .up
    case 0x42: .down
    case 0x43: .right
    case 0x44: .left
    case 0x46: .end
    case 0x48: .home
    case 0x50...0x53: .function(Int(final) - 0x4F)
    case 0x5A: .backtab
    default: nil
    }
  }

  private mutating func controlSequence(isComplete: Bool) -> Step {
    var index = start + 2
    // Linux console: ESC [ [ A is F1.
    if index < bytes.count, bytes[index] == 0x5B {
      guard index + 1 < bytes.count else { return abandon(isComplete) }
      let number = Int(bytes[index + 1]) - 0x40
      start = index + 2
      return (1...5).contains(number) ? .key(.function(number)) : .nothing
    }
    while index < bytes.count, (0x20...0x3F).contains(bytes[index]) { index += 1 }
    guard index < bytes.count else { return abandon(isComplete) }
    let final = bytes[index]
    guard (0x40...0x7E).contains(final) || final == 0x24 else {
      // Broken off by a control character: that one counts by itself.
      start = index
      return .nothing
    }
    let body = bytes[start + 2..<index]
    if final == 0x4D, body.isEmpty {
      guard index + 3 < bytes.count else { return abandon(isComplete) }
      let report = Array(bytes[index + 1...index + 3]).map { Int($0) - 32 }
      start = index + 4
      return mouse(report[0], report[1], report[2], isRelease: report[0] & 3 == 3)
    }
    let isSGRMouse = body.first == 0x3C
    let numbers = KeyDecoder.numbers(isSGRMouse ? body.dropFirst() : body)
    start = index + 1
    if isSGRMouse, final == 0x4D || final == 0x6D, numbers.count == 3 {
      return mouse(numbers[0], numbers[1], numbers[2], isRelease: final == 0x6D)
    }
    return sequenceKey(final, body, numbers)
  }

  private mutating func abandon(_ isComplete: Bool) -> Step {
    guard isComplete else { return .incomplete }
    start = bytes.count
    return .nothing
  }

  private mutating func sequenceKey(
    _ final: UInt8, _ body: ArraySlice<UInt8>, _ numbers: [Int]
  ) -> Step {
    let isPrivate = body.first.map { (0x3C...0x3F).contains($0) } ?? false
    if isPrivate { return .nothing }
    if final == 0x7E {
      if numbers.first == 200 {
        paste = []
        return .nothing
      }
      return KeyDecoder.numberKey(numbers.first ?? 0).map(Step.key) ?? .nothing
    }
    // A cursor position report looks like F3 with parameters.
    if final == 0x52, !body.isEmpty { return .nothing }
    return KeyDecoder.letterKey(final).map(Step.key) ?? .nothing
  }

  private static func numberKey(_ number: Int) -> Key? {
    switch number {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23, 24: .function(number - 12)
    default: nil
    }
  }

  /// Decimal parameters; a missing one is 0, absurdly large ones are cut.
  private static func numbers(_ body: ArraySlice<UInt8>) -> [Int] {
    body.split(separator: 0x3B, omittingEmptySubsequences: false).map { part in
      part.reduce(0) { value, byte in
        (0x30...0x39).contains(byte) ? min(value * 10 + Int(byte) - 0x30, 100_000) : value
      }
    }
  }

  private func mouse(_ code: Int, _ column: Int, _ row: Int, isRelease: Bool) -> Step {
    let position = Position(column: column - 1, row: row - 1)
    guard position.column >= 0, position.row >= 0 else { return .nothing }
    if code & 64 != 0 {
      guard code & 3 < 2, !isRelease else { return .nothing }
      let kind: MouseEvent.Kind = code & 1 == 0 ? .wheelUp : .wheelDown
      return .key(.mouse(MouseEvent(kind: kind, button: 0, position: position)))
    }
    // Bit 32: motion, which nobody asked for.
    guard code & 32 == 0 else { return .nothing }
    let button = code & 3 == 3 ? 1 : code & 3 + 1
    return .key(
      .mouse(
        MouseEvent(kind: isRelease ? .release : .press, button: button, position: position)))
  }

  /// `ESC ]`, `ESC P` and the like: an answer of the terminal, up to BEL or `ESC \`.
  private mutating func string(isComplete: Bool) -> Step {
    var index = start + 2
    while index < bytes.count {
      let isBell = bytes[index] == 0x07
      if isBell || bytes[index] == 0x1B {
        guard isBell || index + 1 < bytes.count else { return abandon(isComplete) }
        let text = bytes[start + 2..<index].prefix(200)
        answers.append(String(decoding: text, as: UTF8.self))
        if answers.count > 16 { answers.removeFirst() }
        let isTerminated = isBell || bytes[index + 1] == 0x5C
        start = isBell ? index + 1 : isTerminated ? index + 2 : index
        return .nothing
      }
      index += 1
    }
    return abandon(isComplete)
  }

  // MARK: Paste

  private static let pasteEnd: [UInt8] = [0x1B, 0x5B, 0x32, 0x30, 0x31, 0x7E]

  private mutating func takePaste(isComplete: Bool) -> String? {
    var text = paste ?? []
    let end = KeyDecoder.pasteEnd
    while start < bytes.count {
      if bytes[start] == 0x1B {
        let rest = bytes[start...].prefix(end.count)
        if rest.count == end.count, rest.elementsEqual(end) {
          start += end.count
          paste = nil
          return KeyDecoder.pastedText(text)
        }
        // Perhaps the beginning of the end.
        if rest.count < end.count, end.starts(with: rest), !isComplete { break }
      }
      if text.count < KeyDecoder.pasteLimit { text.append(bytes[start]) }
      start += 1
    }
    paste = text
    guard isComplete else { return nil }
    paste = nil
    return KeyDecoder.pastedText(text)
  }

  /// Terminals send carriage returns for line ends.
  private static func pastedText(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    for byte in bytes {
      if byte == 0x0A, text.last == 0x0D { text.removeLast() }
      text.append(byte)
    }
    return String(decoding: text.map { $0 == 0x0D ? 0x0A : $0 }, as: UTF8.self)
  }
}
