/// What replaying one golden file gave: how our simulator compares with what the real system
/// answered.
///
/// A case counts once: as passed (every recorded number agrees), failed, or skipped because our
/// simulator does not cover it. A skip is never a pass, and it always carries its reason.
public struct GoldenFileResult: Hashable, Sendable, Codable {
  /// One disagreement. A case with several shows the first, so that it counts once.
  public struct Failure: Hashable, Sendable, Codable {
    /// The case's `id`, else its `name`, else `#index` counted from 0.
    public let `case`: String
    public let expected: String
    public let got: String

    public init(case name: String, expected: String, got: String) {
      self.case = name
      self.expected = expected
      self.got = got
    }
  }

  /// One case that was not judged, and why.
  public struct Skip: Hashable, Sendable, Codable {
    public let `case`: String
    public let reason: String

    public init(case name: String, reason: String) {
      self.case = name
      self.reason = reason
    }
  }

  /// The kind of the file as it names itself, for example `kube-scheduler-golden/1`.
  public let format: String
  /// Cases on which every recorded value agrees.
  public private(set) var passed: Int
  public private(set) var failures: [Failure]
  public private(set) var skips: [Skip]
  /// Failed cases, counted apart because programs read this number from the JSON.
  public private(set) var failed: Int
  /// Skipped cases.
  public private(set) var skipped: Int

  public init(format: String) {
    self.format = format
    passed = 0
    failed = 0
    skipped = 0
    failures = []
    skips = []
  }

  /// Counts a case on which every recorded value agrees.
  public mutating func pass() { passed += 1 }

  /// Counts a case on which a value differs.
  public mutating func fail(_ name: String, expected: String, got: String) {
    failed += 1
    failures.append(Failure(case: name, expected: expected, got: got))
  }

  /// Counts a case that the simulator does not cover.
  public mutating func skip(_ name: String, reason: String) {
    skipped += 1
    skips.append(Skip(case: name, reason: reason))
  }
}

/// A golden file that cannot be replayed at all; the command line ends with status 2 on it.
public struct GoldenFileError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}
