/// Writes values one after the other: whole numbers in 7-bit groups, texts as length and UTF-8.
struct PackWriter {
  private(set) var bytes: [UInt8] = []

  mutating func add(_ number: Int) {
    // Zigzag, so that small negative numbers stay short.
    var rest = UInt64(bitPattern: Int64((number << 1) ^ (number >> 63)))
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func add(_ text: String) {
    add(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func add(_ number: Double) {
    var bits = number.bitPattern
    for _ in 0..<8 {
      bytes.append(UInt8(truncatingIfNeeded: bits))
      bits >>= 8
    }
  }

  mutating func add(_ isTrue: Bool) { bytes.append(isTrue ? 1 : 0) }

  /// A word as its place among all words of its kind.
  mutating func add<Word: CaseIterable & Equatable>(word: Word) {
    add(Array(Word.allCases).firstIndex(of: word) ?? 0)
  }

  mutating func add<Value: Packable>(_ value: Value) { value.pack(into: &self) }

  mutating func add<Value: Packable>(_ value: Value?) {
    add(value != nil)
    if let value { value.pack(into: &self) }
  }

  mutating func add<Value: Packable>(_ list: [Value]) {
    add(list.count)
    for value in list { value.pack(into: &self) }
  }
}

/// Reads back what a `PackWriter` wrote. Never reads past the end; damaged bytes throw.
///
/// Bytes of a text that are no UTF-8 become U+FFFD: the file's checksum notices them, and a
/// failing initializer for each text takes longer than all other reading.
struct PackReader {
  private let bytes: ArraySlice<UInt8>
  private var at: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    at = bytes.startIndex
  }

  var isAtEnd: Bool { at == bytes.endIndex }

  private mutating func byte() throws(ContentIndexProblem) -> UInt8 {
    guard at < bytes.endIndex else { throw .damaged }
    defer { at += 1 }
    return bytes[at]
  }

  mutating func whole() throws(ContentIndexProblem) -> Int {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = try byte()
      guard shift < 63 || next <= 1 else { throw .damaged }
      value |= UInt64(next & 0x7F) << shift
      if next < 0x80 { break }
      shift += 7
    }
    return Int(Int64(bitPattern: (value >> 1) ^ (0 &- (value & 1))))
  }

  /// A length that the rest of the bytes can hold.
  private mutating func length() throws(ContentIndexProblem) -> Int {
    let count = try whole()
    guard count >= 0, count <= bytes.endIndex - at else { throw .damaged }
    return count
  }

  mutating func text() throws(ContentIndexProblem) -> String {
    let count = try length()
    defer { at += count }
    return String(decoding: bytes[at..<(at + count)], as: UTF8.self)
  }

  mutating func decimal() throws(ContentIndexProblem) -> Double {
    var bits: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 8) { bits |= UInt64(try byte()) << shift }
    return Double(bitPattern: bits)
  }

  mutating func truth() throws(ContentIndexProblem) -> Bool {
    let value = try byte()
    guard value <= 1 else { throw .damaged }
    return value == 1
  }

  mutating func value<Value: Packable>() throws(ContentIndexProblem) -> Value {
    try Value(from: &self)
  }

  mutating func optional<Value: Packable>() throws(ContentIndexProblem) -> Value? {
    try truth() ? try value() : nil
  }

  mutating func list<Value: Packable>() throws(ContentIndexProblem) -> [Value] {
    let count = try length()
    var list: [Value] = []
    list.reserveCapacity(count)
    for _ in 0..<count { list.append(try value()) }
    return list
  }

  mutating func word<Word: CaseIterable>() throws(ContentIndexProblem) -> Word
  where Word.AllCases == [Word] {
    let place = try whole()
    guard Word.allCases.indices.contains(place) else { throw .damaged }
    return Word.allCases[place]
  }
}

/// What the index file is made of.
protocol Packable {
  func pack(into writer: inout PackWriter)
  init(from reader: inout PackReader) throws(ContentIndexProblem)
}

extension String: Packable {
  func pack(into writer: inout PackWriter) { writer.add(self) }
  init(from reader: inout PackReader) throws(ContentIndexProblem) { self = try reader.text() }
}

extension Double: Packable {
  func pack(into writer: inout PackWriter) { writer.add(self) }
  init(from reader: inout PackReader) throws(ContentIndexProblem) { self = try reader.decimal() }
}

extension LocalText: Packable {
  func pack(into writer: inout PackWriter) {
    writer.add(english)
    writer.add(chinese)
  }
  init(from reader: inout PackReader) throws(ContentIndexProblem) {
    self.init(try reader.text(), chinese: try reader.optional())
  }
}
