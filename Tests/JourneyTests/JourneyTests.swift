import Foundation
import Testing

/// The real program on real pseudo-terminals: each `journey_...` function of the Python files beside this one.
///
/// They need `python3` and nothing else. What a journey prints when it fails holds the screen as it was.
struct JourneyTests {
  @Test(arguments: Journey.all)
  func journey(_ journey: Journey) throws {
    let (status, output) = try run([journey.file, journey.name])
    #expect(status == 0, "\(output)")
  }

  /// Conduct of the terminal driver alone, with the demo program.
  @Test func driver() throws {
    let demo = built.appendingPathComponent("DriverDemo").path
    let (status, output) = try run(["test_driver.py", demo])
    let failures = output.split(separator: "\n").filter { !$0.hasPrefix("ok ") }
    #expect(status == 0, "\(failures.joined(separator: "\n"))")
  }

  @Test func everyFileHasJourneys() {
    #expect(Set(Journey.all.map(\.file)) == Set(Journey.files))
  }
}

/// One journey: a Python file of this folder and the function's name without its prefix.
struct Journey: Sendable, CustomTestStringConvertible {
  let file: String
  let name: String

  var testDescription: String { "\(file): \(name)" }

  static let files = [
    "challenges.py", "conduct.py", "labs.py", "main_job.py", "record.py", "terminals.py",
  ]

  static let all: [Journey] = files.flatMap { file in
    let text = (try? String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { line -> Journey? in
      guard line.hasPrefix("def journey_") else { return nil }
      let name = line.dropFirst("def journey_".count).prefix { $0 != "(" }
      return Journey(file: file, name: String(name))
    }
  }
}

private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

/// Where the test program stands, and beside it the executables under test.
private let built = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
  .deletingLastPathComponent()

private struct NoPython: Error, CustomStringConvertible {
  let description = "the journeys need python3: apt-get install python3"
}

/// Runs a script of this folder; its status and everything that it printed.
private func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["python3"] + arguments
  process.currentDirectoryURL = folder
  process.environment = ProcessInfo.processInfo.environment.merging(
    [
      "AIINFRA_TUTOR": built.appendingPathComponent("aiinfra-tutor").path,
      "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8",
    ]
  ) { $1 }
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  process.standardInput = FileHandle.nullDevice
  try process.run()
  let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  if process.terminationStatus == 127 { throw NoPython() }
  return (process.terminationStatus, output)
}
