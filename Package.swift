// swift-tools-version: 6.1
// The rooms of the house and which room may import which: ARCHITECTURE.md explains it, HouseTests
// holds the sources against it.
import PackageDescription

let collections = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// Every room but the C doors: its name and what it may import, in the order of the picture in
/// ARCHITECTURE.md.
let rooms: [(name: String, imports: [Target.Dependency])] = [
  ("Simulation", [collections]),
  ("Wording", []),
  ("Diagnostics", []),
  ("AddressedYAML", ["Diagnostics", yams]),
  ("DeviceAllocation", ["Simulation"]),
  ("Cluster", ["Simulation", "DeviceAllocation"]),
  ("KubeScheduling", ["Simulation", "DeviceAllocation", "Cluster"]),
  ("BatchQueueing", ["Simulation"]),
  (
    "ClusterRun",
    ["Simulation", "DeviceAllocation", "Cluster", "KubeScheduling", "BatchQueueing"]
  ),
  ("Traffic", ["Simulation"]),
  ("ServingSim", ["Simulation", "Traffic"]),
  ("RuntimeSim", ["Simulation"]),
  ("AutoscalingSim", ["Simulation", "Traffic"]),
  ("GatewaySim", ["Simulation", "Traffic", "ServingSim"]),
  (
    "Goldens",
    [
      "Simulation", "DeviceAllocation", "Cluster", "KubeScheduling", "BatchQueueing", "ClusterRun",
      "Traffic", "ServingSim", "AutoscalingSim",
    ]
  ),
  (
    "Labs",
    [
      "Simulation", "Wording", "DeviceAllocation", "Cluster", "KubeScheduling", "BatchQueueing",
      "ClusterRun", "Traffic", "ServingSim", "RuntimeSim", "AutoscalingSim", "GatewaySim",
    ]
  ),
  (
    "Scenarios",
    [
      "Simulation", "Wording", "Diagnostics", "DeviceAllocation", "Cluster", "KubeScheduling",
      "BatchQueueing", "ClusterRun", "Traffic", "ServingSim", "RuntimeSim", "AutoscalingSim",
      "GatewaySim", "Labs", "AddressedYAML",
    ]
  ),
  ("Curriculum", ["Simulation", "Diagnostics", "AddressedYAML", "CMarkGFM"]),
  ("Learning", ["Simulation", "Wording", "Curriculum", "Labs"]),
  ("ProgressStore", ["Simulation", "Wording", "Learning"]),
  ("Reporting", ["Simulation", "Wording", "Curriculum", "Learning"]),
  ("TerminalUI", []),
  (
    "Tutor",
    [
      "Simulation", "Wording", "Diagnostics", "Labs", "Scenarios", "Curriculum", "Learning",
      "Reporting", "TerminalUI",
    ]
  ),
  ("NcursesDriver", ["TerminalUI", "CNcurses"]),
]

/// Files for people that stand beside a room's sources.
let documents = [
  "ProgressStore": ["README.md"], "Reporting": ["report.schema.json"],
]

/// What tests of several rooms share.
let testSupport: [String: [Target.Dependency]] = [
  "KubeScheduling": ["RandomClusters"], "ClusterRun": ["RandomClusters"],
]

let package = Package(
  name: "aiinfra-tutor",
  products: [.executable(name: "aiinfra-tutor", targets: ["aiinfra-tutor"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: rooms.map {
    .target(name: $0.name, dependencies: $0.imports, exclude: documents[$0.name] ?? [])
  }
    + rooms.map {
      .testTarget(
        name: "\($0.name)Tests",
        dependencies: [.target(name: $0.name)] + $0.imports + testSupport[$0.name, default: []])
    }
    + [
      .target(
        name: "CNcurses", linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
      .systemLibrary(
        name: "CMarkGFM", pkgConfig: "libcmark-gfm",
        providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
      // What lies in lessons/ and challenges/, held against the simulators.
      .testTarget(
        name: "ContentTests", dependencies: ["Simulation", "Labs", "Scenarios", "Curriculum"]),
      // The rules of the house: imports, words, manuscript.
      .testTarget(name: "HouseTests", dependencies: ["Wording"]),
      // The real program on pseudo-terminals; needs python3.
      .testTarget(
        name: "JourneyTests",
        exclude: [
          "README.md", "challenges.py", "conduct.py", "harness.py", "labs.py", "main_job.py",
          "record.py", "terminals.py", "test_driver.py", "tui_probe.py",
        ]),
      // The built program as scripts use it.
      .testTarget(
        name: "CommandTests",
        dependencies: [
          "aiinfra-tutor", "Wording", "Labs", "Curriculum", "Learning", "ProgressStore",
          "TerminalUI", "Tutor",
        ]),
      // Shows every widget and event on a real terminal, for the journeys through a pty.
      .executableTarget(
        name: "DriverDemo", dependencies: ["TerminalUI", "NcursesDriver"],
        path: "Tests/Support/DriverDemo"),
      .target(
        name: "RandomClusters", dependencies: ["Simulation", "Cluster"],
        path: "Tests/Support/RandomClusters"),
      // Measures the scheduling cycle: `swift run -c release SchedulerBench`.
      .executableTarget(
        name: "SchedulerBench",
        dependencies: ["Simulation", "Cluster", "KubeScheduling", "BatchQueueing", "ClusterRun"],
        path: "Tests/Support/SchedulerBench"),
      // Measures the HNSW index: `make bench-retrieval`.
      .executableTarget(
        name: "RetrievalBench", dependencies: ["Simulation", "GatewaySim"],
        path: "Tests/Support/RetrievalBench"),
      // Measures serving runs: `swift run -c release ServingBench`.
      .executableTarget(
        name: "ServingBench", dependencies: ["Simulation", "Traffic", "ServingSim"],
        path: "Tests/Support/ServingBench"),
      // Measures fake nodes and pods under KWOK's stages: `make bench-runtime`.
      .executableTarget(
        name: "RuntimeBench", dependencies: ["Simulation", "RuntimeSim"],
        path: "Tests/Support/RuntimeBench"),
      // Measures a service under an autoscaler: `swift run -c release AutoscalingBench`.
      .executableTarget(
        name: "AutoscalingBench", dependencies: ["Simulation", "Traffic", "AutoscalingSim"],
        path: "Tests/Support/AutoscalingBench"),
      .executableTarget(
        name: "aiinfra-tutor",
        dependencies: [
          "Simulation", "Wording", "Diagnostics", "AddressedYAML", "KubeScheduling", "Goldens",
          "Labs", "Scenarios", "Curriculum", "Learning", "ProgressStore", "Reporting",
          "TerminalUI", "Tutor", "NcursesDriver", arguments,
        ],
        // A release is one file without anything to relocate or to load: it starts in half the
        // time.
        linkerSettings: [
          .unsafeFlags(
            ["-static-executable"], .when(platforms: [.linux], configuration: .release))
        ]),
    ],
  swiftLanguageModes: [.v6]
)
