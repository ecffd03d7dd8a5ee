import Simulation

/// Why an index file cannot be used; the content itself is read instead.
public enum ContentIndexProblem: Error, Hashable, Sendable {
  /// Not an index, or cut short, or changed.
  case damaged
  /// Written by another version of the program.
  case otherVersion
  /// The content has changed since.
  case stale
}

/// What the outside of a content file looks like.
public struct ContentStamp: Hashable, Sendable {
  /// Path inside the content directory.
  public let path: String
  public let sizeBytes: Int
  /// Time of the last change in nanoseconds since 1970.
  public let modifiedNanoseconds: Int

  public init(path: String, sizeBytes: Int, modifiedNanoseconds: Int) {
    self.path = path
    self.sizeBytes = sizeBytes
    self.modifiedNanoseconds = modifiedNanoseconds
  }
}

/// Names, sizes and times of all content files in one word: equal as long as nobody touched the content.
public struct ContentFingerprint: Hashable, Sendable {
  let hash: UInt64

  /// The order of the stamps does not matter.
  public init(_ stamps: [ContentStamp]) {
    var writer = PackWriter()
    for stamp in stamps.sorted(by: { $0.path < $1.path }) {
      writer.add(stamp.path)
      writer.add(stamp.sizeBytes)
      writer.add(stamp.modifiedNanoseconds)
    }
    hash = fnv1a64(writer.bytes)
  }
}

extension ContentIndex {
  /// Counts up with each change of the packed fields.
  static let formatVersion = 2
  private static let mark = Array("aiinfra-tutor index\n".utf8)

  /// The index as a file: mark, version, fingerprint and checksum, then the packed fields.
  ///
  /// Packed and not JSON because decoding JSON of this size takes longer than everything else before the first frame.
  public func encoded(fingerprint: ContentFingerprint) -> [UInt8] {
    var fields = PackWriter()
    fields.add(self)
    var file = PackWriter()
    file.add(Self.formatVersion)
    file.add(Int(bitPattern: UInt(fingerprint.hash)))
    file.add(Int(bitPattern: UInt(fnv1a64(wordsOf: fields.bytes[...]))))
    file.add(fields.bytes.count)
    return Self.mark + file.bytes + fields.bytes
  }

  /// Reads an index file, provided that the content still has the `fingerprint` with which it was made.
  public static func decoded(_ bytes: [UInt8], fingerprint: ContentFingerprint)
    throws(ContentIndexProblem) -> ContentIndex
  {
    guard bytes.starts(with: mark) else { throw .damaged }
    var file = PackReader(bytes[mark.count...])
    guard try file.whole() == formatVersion else { throw .otherVersion }
    guard UInt64(bitPattern: Int64(try file.whole())) == fingerprint.hash else { throw .stale }
    let checksum = UInt64(bitPattern: Int64(try file.whole()))
    let count = try file.whole()
    guard count >= 0, count <= bytes.count else { throw .damaged }
    let fields = bytes.suffix(count)
    guard fnv1a64(wordsOf: fields) == checksum else { throw .damaged }
    var reader = PackReader(fields)
    let index: ContentIndex = try reader.value()
    guard reader.isAtEnd else { throw .damaged }
    return index
  }
}
