import BatchQueueing
import Testing

/// What a written configuration means.
struct VolcanoConfigurationTests {
  private typealias Written = Volcano.WrittenConfiguration
  private typealias Problem = Volcano.ConfigurationProblem

  private static let chart = Written(
    actions: "enqueue, allocate, backfill",
    tiers: [
      [
        Written.Plugin(name: "priority"),
        Written.Plugin(name: "gang", switches: ["enablePreemptable": false]),
        Written.Plugin(name: "conformance"),
      ],
      [
        Written.Plugin(name: "overcommit"),
        Written.Plugin(name: "drf", switches: ["enablePreemptable": false]),
        Written.Plugin(name: "predicates"), Written.Plugin(name: "proportion"),
        Written.Plugin(name: "nodeorder"), Written.Plugin(name: "binpack"),
      ],
    ])

  @Test func theChartsConfigurationIsTheStandard() {
    let read = Volcano.Configuration.understanding(Self.chart)
    #expect(read.configuration == .standard)
    #expect(read.problems.isEmpty)
  }

  @Test func argumentsAreRead() throws {
    let written = Written(
      actions: "reclaim",
      tiers: [
        [
          Written.Plugin(
            name: "binpack",
            arguments: [
              "binpack.weight": "10", "binpack.cpu": "5", "binpack.memory": "-1",
              "binpack.resources": "nvidia.com/gpu, example.com/foo",
              "binpack.resources.nvidia.com/gpu": "7",
            ]),
          Written.Plugin(name: "overcommit", arguments: ["overcommit-factor": "1.5"]),
          Written.Plugin(name: "sla", arguments: ["sla-waiting-time": "1h2m3s"]),
          Written.Plugin(
            name: "nodeorder", switches: ["enableNodeOrder": false],
            arguments: ["leastrequested.weight": "0", "podaffinity.weight": "2"]),
          Written.Plugin(name: "capacity", switches: ["enableHierarchy": true]),
        ]
      ])
    let read = Volcano.Configuration.understanding(written)
    #expect(read.problems.isEmpty)
    let configuration = read.configuration
    #expect(
      configuration.plugin(.binpack)?.settings.binpack
        == Volcano.BinpackWeights(
          weight: 10, cpu: 5, memory: 1,
          resources: ["nvidia.com/gpu": 7, "example.com/foo": 1]))
    #expect(configuration.plugin(.overcommit)?.settings.overcommitFactor == 1.5)
    #expect(configuration.plugin(.sla)?.settings.waitingLimit == 3723)
    #expect(configuration.plugin(.nodeorder)?.settings.nodeOrder.leastRequested == 0)
    #expect(configuration.plugin(.nodeorder)?.hooks.contains(.nodeOrder) == false)
    #expect(configuration.plugin(.capacity)?.isHierarchical == true)
  }

  @Test func problemsHaveAPlace() {
    let written = Written(
      actions: "enqueue, alocate, shuffle",
      tiers: [
        [
          Written.Plugin(name: "gangs"), Written.Plugin(name: "tdm"),
          Written.Plugin(name: "gang", switches: ["enableJobRedy": true]),
          Written.Plugin(name: "gang"),
        ],
        [
          Written.Plugin(name: "drf", switches: ["enableHierarchy": true]),
          Written.Plugin(name: "proportion", arguments: ["x": "1"]),
          Written.Plugin(name: "overcommit", arguments: ["overcommit-factor": "0.5"]),
          Written.Plugin(name: "sla", arguments: ["sla-waiting-time": "soon"]),
        ],
      ])
    let read = Volcano.Configuration.understanding(written)
    #expect(
      read.problems.map(\.place) == [
        .action(1), .action(2), .plugin(tier: 0, plugin: 0, key: nil),
        .plugin(tier: 0, plugin: 1, key: nil),
        .plugin(tier: 0, plugin: 2, key: "enableJobRedy"),
        .plugin(tier: 0, plugin: 3, key: nil), .plugin(tier: 1, plugin: 1, key: "x"),
        .plugin(tier: 1, plugin: 2, key: "overcommit-factor"),
        .plugin(tier: 1, plugin: 3, key: "sla-waiting-time"), .tier(1),
      ])
    #expect(
      read.problems.map(\.isFatal) == [
        true, false, true, false, true, true, false, false, false, true,
      ])
    #expect(read.configuration.actions == [.enqueue])
    #expect(read.configuration.plugin(.overcommit)?.settings.overcommitFactor == 1.2)
  }

  @Test func withoutActionsNothingHappens() {
    let read = Volcano.Configuration.understanding(Written(actions: " ", tiers: []))
    #expect(read.problems.map(\.cause) == [.noActions])
  }
}
