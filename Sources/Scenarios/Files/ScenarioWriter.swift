import Cluster
import Labs
import Simulation
import Traffic

/// A scenario as the text of a file that `readScenario` reads back to an equal scenario. Trace rows stay in their file.
public func writeScenario(_ scenario: LabScenario) -> String {
  var out = Lines()
  out.add("version: \(scenarioVersion)")
  out.add("lab: \(scenario.lab.rawValue)")
  out.add("title: \(quoted(scenario.title))")
  if !scenario.heading.titleChinese.isEmpty {
    out.add("title_zh: \(quoted(scenario.heading.titleChinese))")
  }
  if !scenario.about.isEmpty { out.add("about: \(quoted(scenario.about))") }
  if !scenario.heading.aboutChinese.isEmpty {
    out.add("about_zh: \(quoted(scenario.heading.aboutChinese))")
  }
  let choices = scenario.choices.sorted
  if !choices.isEmpty {
    out.add("choices:")
    for (id, value) in choices { out.add("  \(id): \(scalar(value))") }
  }
  write(scenario.heading.claims, to: &out)
  switch scenario {
  case .runtime(let runtime): write(runtime, to: &out)
  case .scheduling(let scheduling): write(scheduling, to: &out)
  case .serving(let serving): write(serving, to: &out)
  case .autoscaling(let service): write(service, to: &out)
  case .gateway(let gateway): write(gateway, to: &out)
  }
  return out.text
}

struct Lines {
  var text = ""
  mutating func add(_ line: String) { text += line + "\n" }
  /// One list item of flow keys over several lines.
  mutating func item(_ fields: [(String, String?)]) {
    var lead = "  - "
    for (key, value) in fields {
      guard let value else { continue }
      add("\(lead)\(key): \(value)")
      lead = "    "
    }
  }
}

func scalar(_ value: KnobValue) -> String {
  switch value {
  case .toggle(let isOn): isOn ? "true" : "false"
  case .whole(let n): String(n)
  case .word(let word): quoted(word)
  }
}

/// Double quotes with the escapes that YAML shares with JSON.
func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\t": result += "\\t"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}

// MARK: Common parts

func distribution(_ distribution: Distribution) -> String {
  switch distribution {
  case .fixed(let value):
    String(value)
  case .uniform(let range):
    "{uniform: {\(limits(range))}}"
  case .exponential(let mean, let range):
    "{exponential: {mean: \(mean), \(limits(range))}}"
  case .lognormal(let median, let sigma, let range):
    "{lognormal: {median: \(median), sigma_percent: \(sigma), \(limits(range))}}"
  case .choice(let options):
    "{choice: ["
      + options.map { "{value: \($0.value), weight: \($0.weight)}" }.joined(separator: ", ") + "]}"
  }
}

private func limits(_ range: ClosedRange<Int>) -> String {
  "min: \(range.lowerBound), max: \(range.upperBound)"
}

/// `name_s` for whole seconds, else `name_ms`; files have no finer times.
func duration(_ name: String, _ length: SimDuration) -> String {
  length.nanoseconds % 1_000_000_000 == 0
    ? "\(name)_s: \(length.nanoseconds / 1_000_000_000)"
    : "\(name)_ms: \(length.nanoseconds / 1_000_000)"
}

func arrivals(_ arrivals: Arrivals) -> String {
  var parts = ["count: \(arrivals.count)"]
  if arrivals.start > .zero { parts.append(duration("start", arrivals.start - .zero)) }
  switch arrivals.pattern {
  case .together: parts.append("pattern: together")
  case .evenly(let gap): parts += ["pattern: evenly", duration("gap", gap)]
  case .poisson(let mean): parts += ["pattern: poisson", duration("mean_gap", mean)]
  case .uniform(let until): parts += ["pattern: uniform", duration("until", until - .zero)]
  }
  return "{" + parts.joined(separator: ", ") + "}"
}

func labels(_ labels: LabelSet) -> String? {
  labels.isEmpty
    ? nil
    : "{" + labels.labels.map { "\(quoted($0.key)): \(quoted($0.value))" }.joined(separator: ", ")
      + "}"
}

func list(_ items: [String]) -> String? {
  items.isEmpty ? nil : "[" + items.joined(separator: ", ") + "]"
}

func effect(_ effect: TaintEffect?) -> String {
  effect.map { ", effect: \($0.rawValue)" } ?? ""
}

// MARK: Scheduling

private func write(_ scenario: SchedulingScenario, to out: inout Lines) {
  if let end = scenario.end { out.add(duration("end", end - .zero)) }
  out.add("nodes:")
  for group in scenario.nodes {
    out.item([
      ("name", group.name), ("count", String(group.count)),
      ("cpu_milli", String(group.cpu.count)), memory(group.memory),
      ("gpus", group.gpus > 0 ? String(group.gpus) : nil),
      ("gpu_model", group.gpuModel.isEmpty ? nil : quoted(group.gpuModel)),
      ("labels", labels(group.labels)),
      (
        "taints",
        list(
          group.taints.map {
            "{key: \(quoted($0.key))"
              + ($0.value.isEmpty ? "" : ", value: \(quoted($0.value))") + effect($0.effect) + "}"
          })
      ),
      ("unschedulable", group.isUnschedulable ? "true" : nil),
      ("zones", list(group.zones.map(quoted))), ("domains", domains(group.domains)),
      ("devices", group.devices.map(offer)), ("images", images(group.images)),
      ("max_pods", group.maxPods == 110 ? nil : String(group.maxPods)),
      ("extended", extended(group.extended)), ("names", list(group.names.map(quoted))),
    ])
  }
  if !scenario.pods.isEmpty { out.add("pods:") }
  for pods in scenario.pods {
    out.item(fields(pods))
    if pods.memberGap > .zero { out.add("    " + duration("member_gap", pods.memberGap)) }
  }
  writeJobs(scenario, to: &out)
  if let trace = scenario.trace {
    out.add("trace:")
    out.add("  file: \(quoted(trace.file))")
    out.add("  rows: \(trace.count)")
    switch trace.play {
    case .window(let stretch, let longest):
      out.add("  play: window")
      out.add("  stretch_percent: \(stretch)")
      out.add("  \(duration("longest", longest))")
    case .fill(let gap):
      out.add("  play: fill")
      out.add("  \(duration("gap", gap))")
    }
  }
}

private func fields(_ pods: PodClass) -> [(String, String?)] {
  [
    ("name", pods.name), ("arrivals", arrivals(pods.arrivals)),
    ("cpu_milli", String(pods.cpu.count)), ("memory_mib", String(pods.memory.count >> 20)),
    (
      "gpus", pods.gpuMilli == nil && pods.gpus != .fixed(0) ? distribution(pods.gpus) : nil
    ),
    ("per_gpu", pods.isPerGPU ? "true" : nil), ("gpu_milli", pods.gpuMilli.map(distribution)),
    ("duration_s", pods.durationSeconds.map(distribution)),
    ("priority", pods.priority == 0 ? nil : String(pods.priority)),
    ("labels", labels(pods.labels)),
    ("tolerations", list(pods.tolerations.map(toleration))),
    ("node_selector", labels(pods.nodeSelector)),
    ("required_labels", list(pods.requirements.map { "{\(requirement($0))}" })),
    (
      "preferred_labels",
      list(
        pods.preferences.flatMap { term in
          term.requirements.map { "{weight: \(term.weight), \(requirement($0))}" }
        })
    ),
    (
      "spread",
      list(
        pods.spread.map {
          spread($0)
        })
    ),
    ("service", pods.isService ? "true" : nil),
    ("group_size", pods.groupSize > 1 ? String(pods.groupSize) : nil),
  ]
}

func spread(_ rule: SpreadRule) -> String {
  "{topology_key: \(quoted(rule.topologyKey)), max_skew: \(rule.maxSkew), "
    + "when_unsatisfiable: \(rule.whenUnsatisfiable.rawValue)"
    + (rule.selector.map { ", selector: \(labels($0) ?? "{}")" } ?? "") + "}"
}

func toleration(_ toleration: Toleration) -> String {
  var parts: [String] = []
  if !toleration.key.isEmpty { parts.append("key: \(quoted(toleration.key))") }
  parts.append("operator: \(toleration.operator.rawValue)")
  if !toleration.value.isEmpty { parts.append("value: \(quoted(toleration.value))") }
  return "{" + parts.joined(separator: ", ") + effect(toleration.effect) + "}"
}

func requirement(_ requirement: LabelRequirement) -> String {
  let values = list(requirement.values.map(quoted)).map { ", values: \($0)" } ?? ""
  return "key: \(quoted(requirement.key)), operator: \(requirement.operator.rawValue)\(values)"
}

// MARK: Serving

private func write(_ scenario: ServingScenario, to out: inout Lines) {
  if let end = scenario.end { out.add(duration("end", end - .zero)) }
  out.add("max_model_tokens: \(scenario.maxModelTokens)")
  if !scenario.outages.isEmpty { out.add("outages:") }
  for outage in scenario.outages {
    var fields = ["replica: \(outage.replica)", duration("at", outage.from - .zero)]
    if let until = outage.until { fields.append(duration("back_after", until - outage.from)) }
    out.add("  - {\(fields.joined(separator: ", "))}")
  }
  if let random = scenario.randomOutages {
    let fields = [
      duration("mean_time_between", random.meanTimeBetween),
      duration("mean_repair", random.meanRepair), duration("until", random.until - .zero),
    ]
    out.add("random_outages: {\(fields.joined(separator: ", "))}")
  }
  if !scenario.requests.isEmpty { out.add("requests:") }
  for requests in scenario.requests {
    out.item([
      ("name", requests.name), ("arrivals", arrivals(requests.arrivals)),
      ("prompt_tokens", distribution(requests.promptTokens)),
      ("output_tokens", distribution(requests.outputTokens)),
      (
        "shared_prefix_tokens",
        requests.sharedPrefixTokens > 0 ? String(requests.sharedPrefixTokens) : nil
      ),
      ("shared_prefixes", requests.sharedPrefixes > 1 ? String(requests.sharedPrefixes) : nil),
      ("turns", requests.turns == .fixed(1) ? nil : distribution(requests.turns)),
      (
        "turn_gap_ms",
        requests.turnGapMilliseconds == .fixed(0)
          ? nil : distribution(requests.turnGapMilliseconds)
      ),
      ("priority", requests.priority == 0 ? nil : String(requests.priority)),
      ("adapters", requests.adapters == 0 ? nil : String(requests.adapters)),
    ])
  }
  if let trace = scenario.trace {
    out.add("trace:")
    out.add("  file: \(quoted(trace.file))")
    if let format = trace.format { out.add("  format: \(format.rawValue)") }
    if trace.prefixBlockTokens != RecordedRequest.blockTokens {
      out.add("  prefix_block_tokens: \(trace.prefixBlockTokens)")
    }
    out.add("  rows: \(trace.count)")
    out.add("  stretch_percent: \(trace.stretchPercent)")
  }
}
