import Foundation
import Testing

/// The built program, run as a process with a home of its own.
struct Program {
  /// What a run of the program left behind.
  struct Answer {
    let status: Int32
    let output: String
    let trouble: String

    /// The output as a JSON object.
    func object() throws -> [String: Any] {
      try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    }
    /// The output as a JSON array of objects.
    func list() throws -> [[String: Any]] {
      try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]])
    }
  }

  /// The project's root, found from this file.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// Beside the test bundle.
  static let path: String = {
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path
    let candidates = [bundle, root + "/.build/debug"].map { $0 + "/aiinfra-tutor" }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? candidates[1]
  }()

  /// The repository's content with an index beside it, so that each run starts as fast as an
  /// installed program.
  static let content: String = {
    let folder = NSTemporaryDirectory() + "aiinfra-tutor-content-" + UUID().uuidString
    let files = FileManager.default
    try? files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for name in ["lessons", "challenges"] {
      try? files.createSymbolicLink(
        atPath: folder + "/" + name, withDestinationPath: root + "/" + name)
    }
    var program = try? Program(content: folder)
    _ = try? program?.run(["index"])
    atexit { try? FileManager.default.removeItem(atPath: Program.content) }
    return folder
  }()

  var home: String { folder.path }
  private let folder: Folder
  var environment: [String: String]

  init() throws { try self.init(content: Self.content) }

  private init(content: String) throws {
    folder = try Folder()
    environment = [
      "HOME": folder.path, "LANG": "C.UTF-8", "TZ": "UTC", "PATH": "/usr/bin:/bin",
      "COLUMNS": "100",
      "AIINFRA_TUTOR_DATA": content,
    ]
  }

  /// Runs a command with words separated by spaces.
  func callAsFunction(_ line: String, input: String = "") throws -> Answer {
    try run(line.split(separator: " ").map(String.init), input: input)
  }

  func run(_ arguments: [String], input: String = "") throws -> Answer {
    try start(Self.path, arguments, input: input)
  }

  /// Runs a shell line in which `$TUTOR` is the program.
  func shell(_ line: String) throws -> Answer {
    var program = self
    program.environment["TUTOR"] = Self.path
    return try program.start("/bin/sh", ["-c", line])
  }

  private func start(
    _ path: String, _ arguments: [String], input: String = ""
  ) throws -> Answer {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = environment
    process.currentDirectoryURL = URL(fileURLWithPath: home)
    // Files, not pipes: no output is too large and nothing waits.
    let names = ["in", "out", "err"].map { home + "/.\($0)-" + UUID().uuidString }
    try Data(input.utf8).write(to: URL(fileURLWithPath: names[0]))
    for name in names.dropFirst() { try Data().write(to: URL(fileURLWithPath: name)) }
    process.standardInput = FileHandle(forReadingAtPath: names[0])
    process.standardOutput = FileHandle(forWritingAtPath: names[1])
    process.standardError = FileHandle(forWritingAtPath: names[2])
    try process.run()
    process.waitUntilExit()
    func text(_ name: String) -> String {
      String(decoding: FileManager.default.contents(atPath: name) ?? Data(), as: UTF8.self)
    }
    defer { for name in names { try? FileManager.default.removeItem(atPath: name) } }
    return Answer(
      status: process.terminationStatus, output: text(names[1]), trouble: text(names[2]))
  }
}

/// A folder that goes when nobody needs it any more.
private final class Folder: Sendable {
  let path = NSTemporaryDirectory() + "aiinfra-tutor-test-" + UUID().uuidString

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// What stands under a key of a JSON object.
enum Kind: String {
  case text, whole, number, truth, list, object
  case numberOrNull, objectOrNull

  func fits(_ value: Any?) -> Bool {
    switch self {
    case .text: return value is String
    case .truth: return isTruth(value)
    case .whole:
      guard let number = value as? NSNumber, !isTruth(value) else { return false }
      return number.doubleValue == number.doubleValue.rounded()
    case .number: return value is NSNumber && !isTruth(value)
    case .list: return value is [Any]
    case .object: return value is [String: Any]
    case .numberOrNull: return value is NSNull || Kind.number.fits(value)
    case .objectOrNull: return value is NSNull || value is [String: Any]
    }
  }

  private func isTruth(_ value: Any?) -> Bool {
    guard let number = value as? NSNumber else { return false }
    return isBoolean(number)
  }
}

private func isBoolean(_ number: NSNumber) -> Bool {
  String(cString: number.objCType) == "c"
}

/// Every key is there and of its kind; further keys are allowed.
func expect(
  _ object: [String: Any], has kinds: [String: Kind], _ name: String,
  location: SourceLocation = #_sourceLocation
) {
  for (key, kind) in kinds.sorted(by: { $0.key < $1.key }) {
    #expect(
      kind.fits(object[key]), "\(name): \(key) is no \(kind): \(object[key] ?? "missing")",
      sourceLocation: location)
  }
}
