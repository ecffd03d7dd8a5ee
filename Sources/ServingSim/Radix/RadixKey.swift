import Traffic

/// What is looked up in a radix cache: tokens within a namespace.
public struct RadixKey: Hashable, Sendable {
  public let tokens: TokenList
  /// Prefixes of different namespaces are never shared: SGLang's `extra_key`, by which adapters or
  /// salts are kept apart. 0 is the namespace of requests that name none.
  public let namespace: Int

  public init(_ tokens: TokenList, namespace: Int = 0) {
    self.tokens = tokens
    self.namespace = namespace
  }

  public init(_ segments: [TokenSegment], namespace: Int = 0) {
    self.init(TokenList(segments), namespace: namespace)
  }
}

extension TokenList {
  /// Runs one after the other.
  init(runs: [TokenRun]) {
    self.init()
    for run in runs { append(start: run.start, count: run.count) }
  }
}

/// A place between two tokens of a run-length coded token list.
struct RunPlace: Sendable {
  var run = 0
  /// Tokens of that run that lie before the place; less than its length but at the very end.
  var offset = 0

  /// Moves over `count` tokens that are there.
  mutating func advance(_ count: Int, in runs: [TokenRun]) {
    var rest = count
    while rest > 0 {
      let piece = min(rest, runs[run].count - offset)
      rest -= piece
      offset += piece
      if offset == runs[run].count { (run, offset) = (run + 1, 0) }
    }
  }
}

extension [TokenRun] {
  /// Tokens that this list, from its start, has in common with another from `place` on; at most
  /// `most`.
  func commonTokens(with other: [TokenRun], from place: RunPlace, most: Int) -> Int {
    var (here, there) = (RunPlace(), place)
    var common = 0
    while common < most, here.run < count, there.run < other.count {
      let (a, b) = (self[here.run], other[there.run])
      guard a.start &+ here.offset == b.start &+ there.offset else { break }
      let piece = Swift.min(a.count - here.offset, b.count - there.offset, most - common)
      common += piece
      here.advance(piece, in: self)
      there.advance(piece, in: other)
    }
    return common
  }

  /// The `count` tokens from `place` on, which are there.
  func slice(from place: RunPlace, count: Int) -> [TokenRun] {
    var slice: [TokenRun] = []
    var place = place
    var rest = count
    while rest > 0 {
      let run = self[place.run]
      let piece = Swift.min(rest, run.count - place.offset)
      slice.append(TokenRun(start: run.start &+ place.offset, count: piece))
      rest -= piece
      place.advance(piece, in: self)
    }
    return slice
  }

  /// A number for the `count` tokens from `place` on; equal tokens have equal numbers.
  func mixed(from place: RunPlace, count: Int) -> UInt64 {
    var mix: UInt64 = 0x243f_6a88_85a3_08d3
    var place = place
    var rest = count
    while rest > 0 {
      let run = self[place.run]
      let piece = Swift.min(rest, run.count - place.offset)
      mix ^= UInt64(bitPattern: Int64(run.start &+ place.offset))
      mix = mix &* 0x9e37_79b9_7f4a_7c15
      mix ^= (mix >> 32) ^ UInt64(truncatingIfNeeded: piece)
      rest -= piece
      place.advance(piece, in: self)
    }
    return mix
  }
}
