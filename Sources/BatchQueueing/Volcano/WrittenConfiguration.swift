extension Volcano {
  /// A scheduler configuration as `volcano-scheduler.conf` writes it, before it is understood.
  ///
  /// A reader of YAML fills it; `Configuration.understanding(_:)` says what is wrong with it, each
  /// problem with the place from which the reader can find the line again.
  public struct WrittenConfiguration: Hashable, Sendable {
    /// `"enqueue, allocate, backfill"`.
    public var actions: String
    public var tiers: [[Plugin]]

    public struct Plugin: Hashable, Sendable {
      public var name: String
      /// `enableJobOrder: false` and the like, by key.
      public var switches: [String: Bool]
      /// By key, each as its text.
      public var arguments: [String: String]

      public init(
        name: String, switches: [String: Bool] = [:], arguments: [String: String] = [:]
      ) {
        self.name = name
        self.switches = switches
        self.arguments = arguments
      }
    }

    public init(actions: String, tiers: [[Plugin]]) {
      self.actions = actions
      self.tiers = tiers
    }
  }

  /// One problem of a written configuration.
  public struct ConfigurationProblem: Hashable, Sendable {
    /// Where: an action by its position, or a plugin by tier and position and, if it is about one
    /// entry, that entry's key. All counted from 0.
    public enum Place: Hashable, Sendable {
      case action(Int)
      case tier(Int)
      case plugin(tier: Int, plugin: Int, key: String?)
    }

    public enum Cause: Hashable, Sendable {
      case unknown(String, known: [String])
      /// Volcano knows it; it is not simulated here and has no effect.
      case notSimulated(String)
      case duplicate(String)
      case notANumber(String)
      /// Volcano falls back to its default.
      case outOfRange(String, used: String)
      /// Hierarchical drf and proportion in one tier: Volcano refuses the configuration.
      case hierarchyConflict
      case noActions
    }

    public let place: Place
    public let cause: Cause

    /// Volcano itself would not start with it.
    public var isFatal: Bool {
      switch cause {
      case .unknown, .duplicate, .hierarchyConflict, .noActions: true
      case .notSimulated, .notANumber, .outOfRange: false
      }
    }
  }
}

extension Volcano.Configuration {
  /// What a written configuration means, and everything that is wrong with it. Parts with problems
  /// are left out or take Volcano's defaults.
  public static func understanding(
    _ written: Volcano.WrittenConfiguration
  ) -> (configuration: Volcano.Configuration, problems: [Volcano.ConfigurationProblem]) {
    var reader = ConfigurationReader()
    let actions = reader.actions(written.actions)
    let tiers = written.tiers.enumerated().map { reader.tier($1, $0) }
    return (Volcano.Configuration(actions: actions, tiers: tiers), reader.problems)
  }

  /// Actions and plugins of Volcano that are not simulated.
  static let otherActions = ["gangpreempt", "gangreclaim", "shuffle"]
  static let otherPlugins = [
    "cdp", "deviceshare", "extender", "nodegroup", "numaaware", "pdb", "rescheduling",
    "resource-strategy-fit", "resourcequota", "task-topology", "tdm", "usage",
  ]

  /// The keys that switch a hook; `nil`: a switch without a hook here.
  static let switches: [String: Hooks?] = [
    "enableJobOrder": .jobOrder, "enableJobReady": .jobReady,
    "enableJobPipelined": .jobPipelined, "enableJobEnqueued": .jobEnqueued,
    "enableTaskOrder": .taskOrder, "enablePreemptable": .preemptable,
    "enableReclaimable": .reclaimable, "enablePreemptive": .preemptive,
    "enableQueueOrder": .queueOrder, "enablePredicate": .predicate,
    "enableNodeOrder": .nodeOrder, "enableJobStarving": .jobStarving,
    "enabledOverused": .overused, "enabledAllocatable": .allocatable,
    "enabledHyperNodeOrder": .hyperNodeOrder, "enabledHyperNodeGradient": .hyperNodeGradient,
    "enableHierarchy": nil, "enableBestNode": nil, "enableTargetJob": nil,
    "enableReservedNodes": nil, "enabledVictim": nil, "enabledClusterOrder": nil,
    "enabledSubJobReady": nil, "enabledSubJobPipelined": nil, "enabledSubJobOrder": nil,
  ]
}

private struct ConfigurationReader {
  typealias Problem = Volcano.ConfigurationProblem
  typealias Configuration = Volcano.Configuration

  var problems: [Problem] = []
  private var seen: Set<Configuration.PluginName> = []

  mutating func actions(_ text: String) -> [Configuration.Action] {
    var actions: [Configuration.Action] = []
    for (index, part) in text.split(separator: ",", omittingEmptySubsequences: false).enumerated() {
      let name = trimmed(part)
      if let action = Configuration.Action(rawValue: name) {
        actions.append(action)
      } else if Configuration.otherActions.contains(name) {
        problems.append(Problem(place: .action(index), cause: .notSimulated(name)))
      } else if name.isEmpty && text.allSatisfy({ $0 == " " }) {
        problems.append(Problem(place: .action(index), cause: .noActions))
      } else {
        problems.append(
          Problem(
            place: .action(index),
            cause: .unknown(name, known: Configuration.Action.allCases.map(\.rawValue))))
      }
    }
    return actions
  }

  private func trimmed(_ text: some StringProtocol) -> String {
    var characters = text[...]
    while let first = characters.first, first.isWhitespace { characters = characters.dropFirst() }
    while let last = characters.last, last.isWhitespace { characters = characters.dropLast() }
    return String(characters)
  }

  mutating func tier(
    _ plugins: [Volcano.WrittenConfiguration.Plugin], _ tier: Int
  ) -> [Configuration.Plugin] {
    let result = plugins.enumerated().compactMap { plugin($1, tier, $0) }
    if result.contains(where: { $0.name == .drf && $0.isHierarchical }),
      result.contains(where: { $0.name == .proportion })
    {
      problems.append(Problem(place: .tier(tier), cause: .hierarchyConflict))
    }
    return result
  }

  private mutating func plugin(
    _ written: Volcano.WrittenConfiguration.Plugin, _ tier: Int, _ index: Int
  ) -> Configuration.Plugin? {
    let place = Problem.Place.plugin(tier: tier, plugin: index, key: nil)
    guard let name = Configuration.PluginName(rawValue: written.name) else {
      let isKnown = Configuration.otherPlugins.contains(written.name)
      problems.append(
        Problem(
          place: place,
          cause: isKnown
            ? .notSimulated(written.name)
            : .unknown(
              written.name,
              known: Configuration.PluginName.allCases.map(\.rawValue))))
      return nil
    }
    if !seen.insert(name).inserted {
      problems.append(Problem(place: place, cause: .duplicate(written.name)))
      return nil
    }
    var plugin = Configuration.Plugin(name)
    for key in written.switches.keys.sorted() {
      guard let hook = Configuration.switches[key] else {
        problems.append(
          Problem(
            place: .plugin(tier: tier, plugin: index, key: key),
            cause: .unknown(key, known: Configuration.switches.keys.sorted())))
        continue
      }
      let isOn = written.switches[key] == true
      if let hook, !isOn { plugin.hooks.subtract(hook) }
      if key == "enableHierarchy" { plugin.isHierarchical = isOn }
    }
    var arguments = ArgumentReader(tier: tier, plugin: index, arguments: written.arguments)
    arguments.read(name, into: &plugin.settings)
    problems += arguments.problems
    return plugin
  }
}

/// Reads the arguments of one plugin.
private struct ArgumentReader {
  let tier: Int
  let plugin: Int
  let arguments: [String: String]
  var problems: [Volcano.ConfigurationProblem] = []
  private var known: Set<String> = []

  init(tier: Int, plugin: Int, arguments: [String: String]) {
    self.tier = tier
    self.plugin = plugin
    self.arguments = arguments
  }

  mutating func read(
    _ name: Volcano.Configuration.PluginName, into settings: inout Volcano.Settings
  ) {
    switch name {
    case .overcommit:
      number("overcommit-factor", &settings.overcommitFactor)
      if settings.overcommitFactor < 1 {
        note("overcommit-factor", .outOfRange("\(settings.overcommitFactor)", used: "1.2"))
        settings.overcommitFactor = 1.2
      }
    case .binpack: weights("binpack.", "binpack.weight", &settings.binpack)
    case .nodeorder:
      whole("leastrequested.weight", &settings.nodeOrder.leastRequested)
      whole("mostrequested.weight", &settings.nodeOrder.mostRequested)
      whole("balancedresource.weight", &settings.nodeOrder.balancedResource)
      whole("nodeaffinity.weight", &settings.nodeOrder.nodeAffinity)
      whole("tainttoleration.weight", &settings.nodeOrder.taintToleration)
      // Scores of pods' affinity, spread and images: the snapshot has none of them.
      known.formUnion(["podaffinity.weight", "podtopologyspread.weight", "imagelocality.weight"])
    case .sla: duration("sla-waiting-time", &settings.waitingLimit)
    case .capacity: whole("ancestorReclaimLevel", &settings.ancestorReclaimLevel)
    case .predicates:
      flag("predicate.NodeAffinityEnable", &settings.checksNodeAffinity)
      flag("predicate.TaintTolerationEnable", &settings.checksTaints)
    case .networkTopologyAware:
      weights("hypernode.binpack.", "weight", &settings.topology.binpack)
      flag("hypernode.binpack.normal-pod.enable", &settings.topology.packsNormalPods)
      number("hypernode.binpack.normal-pod.fading", &settings.topology.fading)
    case .priority, .gang, .conformance, .drf, .proportion: break
    }
    for key in arguments.keys.sorted() where !known.contains(key) { note(key, .notSimulated(key)) }
  }

  private mutating func note(_ key: String, _ cause: Volcano.ConfigurationProblem.Cause) {
    problems.append(
      Volcano.ConfigurationProblem(
        place: .plugin(tier: tier, plugin: plugin, key: key), cause: cause))
  }

  private mutating func weights(
    _ prefix: String, _ main: String, _ weights: inout Volcano.BinpackWeights
  ) {
    whole(main, &weights.weight)
    whole(prefix + "cpu", &weights.cpu)
    whole(prefix + "memory", &weights.memory)
    known.insert(prefix + "resources")
    let names = (arguments[prefix + "resources"] ?? "").split(separator: ",")
    for part in names {
      let name = String(part.filter { !$0.isWhitespace })
      if name.isEmpty { continue }
      var weight = 1
      whole(prefix + "resources." + name, &weight)
      weights.resources[name] = weight < 0 ? 1 : weight
    }
    if weights.cpu < 0 { weights.cpu = 1 }
    if weights.memory < 0 { weights.memory = 1 }
  }

  private mutating func whole(_ key: String, _ value: inout Int) {
    known.insert(key)
    guard let text = arguments[key] else { return }
    if let number = Int32(text) { value = Int(number) } else { note(key, .notANumber(text)) }
  }

  private mutating func number(_ key: String, _ value: inout Double) {
    known.insert(key)
    guard let text = arguments[key] else { return }
    if let number = Double(text), number.isFinite, abs(number) < 1e9 {
      value = number
    } else {
      note(key, .notANumber(text))
    }
  }

  private mutating func flag(_ key: String, _ value: inout Bool) {
    known.insert(key)
    guard let text = arguments[key] else { return }
    switch text {
    case "true", "True", "TRUE", "t", "T", "1": value = true
    case "false", "False", "FALSE", "f", "F", "0": value = false
    default: note(key, .notANumber(text))
    }
  }

  /// Go's `1h2m3s`, rounded up to whole seconds.
  private mutating func duration(_ key: String, _ value: inout Int?) {
    known.insert(key)
    guard let text = arguments[key] else { return }
    var seconds = 0.0
    var rest = text[...]
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isNumber || $0 == "." }
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix { !($0.isNumber || $0 == ".") }
      rest = rest.dropFirst(unit.count)
      let scale: Double? =
        switch unit {
        case "h": 3600
        case "m": 60
        case "s": 1
        case "ms": 1e-3
        case "us", "µs": 1e-6
        case "ns": 1e-9
        default: nil
        }
      guard let scale, let amount = Double(digits), amount < 1e9 else {
        note(key, .notANumber(text))
        return
      }
      seconds += amount * scale
    }
    if seconds <= 0 {
      note(key, .outOfRange(text, used: "none"))
    } else {
      value = Int(seconds.rounded(.up))
    }
  }
}
