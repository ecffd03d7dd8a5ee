import Foundation
import Testing

/// The house as ARCHITECTURE.md draws it: which room may import which, and which library is known
/// in which room only.
@Suite struct ImportTests {
  /// What each room may import besides the standard library.
  static let allowed: [String: Set<String>] = [
    "Simulation": ["HeapModule"],
    "Wording": [],
    "Diagnostics": [],
    "AddressedYAML": ["Diagnostics", "Yams"],
    "DeviceAllocation": ["Simulation"],
    "Cluster": ["Simulation", "DeviceAllocation", "Synchronization"],
    "KubeScheduling": ["Simulation", "DeviceAllocation", "Cluster"],
    "BatchQueueing": ["Simulation"],
    "ClusterRun": ["Simulation", "DeviceAllocation", "Cluster", "KubeScheduling", "BatchQueueing"],
    "Goldens": [
      "Simulation", "DeviceAllocation", "Cluster", "KubeScheduling", "BatchQueueing", "ClusterRun",
      "Traffic", "ServingSim", "AutoscalingSim", "Foundation",
    ],
    "Traffic": ["Simulation"],
    "ServingSim": ["Simulation", "Traffic"],
    "RuntimeSim": ["Simulation"],
    "AutoscalingSim": ["Simulation", "Traffic"],
    "GatewaySim": ["Simulation", "Traffic", "ServingSim"],
    "Labs": [
      "Simulation", "Wording", "DeviceAllocation", "Cluster", "KubeScheduling", "BatchQueueing",
      "ClusterRun", "Traffic", "ServingSim", "RuntimeSim", "AutoscalingSim", "GatewaySim",
    ],
    "Scenarios": [
      "Simulation", "Wording", "Diagnostics", "AddressedYAML", "DeviceAllocation", "Cluster",
      "KubeScheduling", "BatchQueueing", "ClusterRun", "Traffic", "ServingSim", "RuntimeSim",
      "AutoscalingSim", "GatewaySim", "Labs", "Foundation",
    ],
    "Curriculum": ["Simulation", "Diagnostics", "AddressedYAML", "CMarkGFM"],
    "Learning": ["Simulation", "Wording", "Curriculum", "Labs"],
    "ProgressStore": ["Simulation", "Wording", "Learning", "Glibc"],
    "Reporting": ["Simulation", "Wording", "Curriculum", "Learning"],
    "TerminalUI": [],
    "Tutor": [
      "Simulation", "Wording", "Diagnostics", "Labs", "Scenarios", "Curriculum", "Learning",
      "Reporting", "TerminalUI",
    ],
    "NcursesDriver": ["TerminalUI", "CNcurses"],
  ]

  @Test(arguments: allowed.keys.sorted())
  func roomImportsOnlyWhatItMay(room: String) throws {
    let files = try swiftFiles(under: "Sources/\(room)")
    #expect(!files.isEmpty, "the room \(room) is empty")
    for file in files {
      for module in try imports(of: file) {
        #expect(
          Self.allowed[room, default: []].contains(module),
          "\(room)/\(file.lastPathComponent) imports \(module)")
      }
    }
  }

  @Test func everyFolderIsAKnownRoomOrDoor() throws {
    let doors: Set = ["aiinfra-tutor", "CNcurses", "CMarkGFM"]
    let names = try FileManager.default.contentsOfDirectory(
      atPath: root.appendingPathComponent("Sources").path)
    for name in names where !name.hasPrefix(".") {
      #expect(Self.allowed[name] != nil || doors.contains(name), "\(name) is no room of the house")
    }
  }

  @Test func cursesStaysBehindItsDoor() throws {
    for file in try swiftFiles(under: "Sources") {
      let names = try imports(of: file)
      if names.contains("CNcurses") { #expect(file.path.contains("/NcursesDriver/")) }
      if names.contains("NcursesDriver") { #expect(file.path.contains("/aiinfra-tutor/")) }
    }
  }

  @Test func architectureNamesEveryRoom() throws {
    let text = try String(
      contentsOf: root.appendingPathComponent("ARCHITECTURE.md"), encoding: .utf8)
    for room in Self.allowed.keys.sorted() {
      #expect(text.contains("`\(room)`"), "ARCHITECTURE.md does not speak of \(room)")
    }
  }

  private func imports(of file: URL) throws -> [String] {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
      var words = line.split(separator: " ")
      while let first = words.first,
        first.hasPrefix("@") || first == "public" || first == "internal"
      {
        words.removeFirst()
      }
      guard words.first == "import", words.count > 1 else { return nil }
      let kinds: Set<Substring> = ["struct", "class", "enum", "func", "protocol"]
      return String(words.dropFirst().first { !kinds.contains($0) } ?? "")
    }
  }
}
