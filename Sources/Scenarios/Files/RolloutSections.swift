import AddressedYAML
import AutoscalingSim
import Labs
import Simulation
import Traffic

// The kinds of the autoscaling lab beside a service: rollouts, InferenceServices, many models.

func readRollout(_ map: YAMLMap, end: SimTime?) -> RolloutScenario? {
  let replicas = map.required("replicas")?.whole(in: 1...10_000, unit: "pods")
  let rate = map.required("requests_per_s")?.whole(in: 1...100_000, unit: "requests")
  let old = map.required("old")?.map().flatMap(readVersion)
  let new = map.required("new")?.map().flatMap(readVersion)
  let steps = map.maps("steps").compactMap { step -> RolloutScenario.Step? in
    defer { step.finish() }
    let weight = step.required("weight")?.whole(in: 0...100, unit: "%")
    let pause = step.duration("pause")
    return weight.map { RolloutScenario.Step(weight: $0, pause: pause) }
  }
  if steps.isEmpty {
    map.log.report(
      line: map.has("steps") ? map.line(of: "steps") : map.line, "the rollout has no steps",
      hint: "write steps: [{weight: 20, pause_s: 60}]")
  }
  guard let replicas, let rate, let old, let new, let end, !steps.isEmpty else { return nil }
  return RolloutScenario(
    replicas: replicas, requestsPerSecond: rate, old: old, new: new, steps: steps, end: end)
}

private func readVersion(_ map: YAMLMap) -> VersionTruth? {
  defer { map.finish() }
  let failures = map.required("failures_per_million")?.whole(in: 0...1_000_000)
  let latency =
    map.optional("latency_ms")?.distribution(in: 1...3_600_000, unit: "milliseconds")
    ?? .fixed(100)
  let start = map.optional("start_s")?.distribution(in: 0...86_400, unit: "seconds") ?? .fixed(5)
  let broken = map.optional("broken_pod_percent")?.whole(in: 0...100, unit: "%") ?? 0
  return failures.map {
    VersionTruth(
      failuresPerMillion: $0, latencyMilliseconds: latency, startupSeconds: start,
      brokenPodPercent: broken)
  }
}

// MARK: InferenceServices

func readInference(_ map: YAMLMap, end: SimTime?) -> InferenceScenario? {
  let predictor = map.required("predictor")?.map().flatMap(readComponent)
  let transformer = map.optional("transformer")?.map().flatMap(readComponent)
  let explainer = map.optional("explainer")?.map().flatMap(readComponent)
  let explained = map.optional("explain_permille")?.whole(in: 0...1_000, unit: "thousandths") ?? 0
  let calls = map.optional("explanation_calls")?.whole(in: 1...10_000, unit: "calls") ?? 20
  let hop = map.optional("hop_us")?.whole(in: 0...60_000_000, unit: "microseconds") ?? 500
  let errors = map.optional("error_permille")?.whole(in: 0...1_000, unit: "thousandths") ?? 0
  if map.has("explain_permille"), !map.has("explainer") {
    map.log.report(
      line: map.line(of: "explain_permille"), "nobody explains", hint: "add 'explainer'")
  }
  var updates: [InferenceScenario.Update] = []
  for item in map.maps("updates") {
    defer { item.finish() }
    let time = item.requiredDuration("at")
    let work = item.optional("work_percent")?.whole(in: 1...10_000, unit: "%") ?? 100
    let failing = item.optional("error_permille")?.whole(in: 0...1_000, unit: "thousandths") ?? 0
    let isReady = item.optional("becomes_ready")?.truth() ?? true
    guard let time else { continue }
    if let last = updates.last, last.time >= .zero + time {
      item.log.report(line: item.line, "updates stand in the order of their times")
    }
    updates.append(
      InferenceScenario.Update(
        time: .zero + time, workPercent: work, errorPermille: failing, becomesReady: isReady))
  }
  if updates.count > 20 {
    map.log.report(line: map.line(of: "updates"), "at most 20 updates are simulated")
  }
  let isEven = map.optional("even_gaps")?.truth() ?? false
  let parts = readTrafficParts(map, end: end)
  guard let predictor, let end else { return nil }
  let scenario = InferenceScenario(
    predictor: predictor, transformer: transformer, explainer: explainer,
    explainPermille: explained, explanationCalls: calls, hopMicroseconds: hop,
    errorPermille: errors, traffic: RateProfile(parts, isRandom: !isEven), updates: updates,
    end: end)
  map.reportSize(of: scenario.traffic, load: Choices())
  return scenario
}

private func readComponent(_ map: YAMLMap) -> InferenceScenario.Component? {
  defer { map.finish() }
  let work = map.required("work_us")?.distribution(in: 1...600_000_000, unit: "microseconds")
  let slots = map.optional("concurrency")?.whole(in: 1...1_000, unit: "calls") ?? 1
  let start = map.optional("start_s")?.whole(in: 0...86_400, unit: "seconds") ?? 10
  return work.map {
    InferenceScenario.Component(work: $0, concurrency: slots, startSeconds: start)
  }
}

// MARK: Many models

func readModels(_ map: YAMLMap, end: SimTime?) -> ModelsScenario? {
  let servers = map.required("servers")?.whole(in: 1...100, unit: "servers")
  let memory = map.required("server_mib")?.whole(in: 1...10_000_000, unit: "MiB")
  let groups = map.maps("groups").compactMap { group -> ModelsScenario.Group? in
    defer { group.finish() }
    let name = group.required("name")?.identifier()
    let count = group.required("count")?.whole(in: 1...2_000, unit: "models")
    let size = group.required("mib")?.whole(in: 1...10_000_000, unit: "MiB")
    let loading = group.requiredDuration("loading")
    let answer = group.requiredDuration("answer")
    let weight = group.optional("weight")?.whole(in: 1...1_000_000) ?? 1
    guard let name, let count, let size, let loading, let answer else { return nil }
    return ModelsScenario.Group(
      name: name, count: count, mebibytes: size, loading: loading, answer: answer, weight: weight)
  }
  if !map.has("groups") {
    map.log.report(line: map.line, "the key 'models.groups' is missing")
  }
  reportRepeated(groups.map(\.name), in: map, key: "groups")
  let isEven = map.optional("even_gaps")?.truth() ?? false
  let parts = readTrafficParts(map, end: end)
  guard let servers, let memory, let end, !groups.isEmpty else { return nil }
  let scenario = ModelsScenario(
    servers: servers, serverMebibytes: memory, groups: groups,
    traffic: RateProfile(parts, isRandom: !isEven), end: end)
  map.reportSize(of: scenario.traffic, load: Choices())
  return scenario
}

// MARK: Writing

func write(_ scenario: RolloutScenario, to out: inout Lines) {
  out.add(duration("end", scenario.end - .zero))
  out.add("rollout:")
  out.add("  replicas: \(scenario.replicas)")
  out.add("  requests_per_s: \(scenario.requestsPerSecond)")
  for (name, truth) in [("old", scenario.old), ("new", scenario.new)] {
    out.add("  \(name):")
    out.add("    failures_per_million: \(truth.failuresPerMillion)")
    out.add("    latency_ms: \(distribution(truth.latencyMilliseconds))")
    out.add("    start_s: \(distribution(truth.startupSeconds))")
    if truth.brokenPodPercent > 0 {
      out.add("    broken_pod_percent: \(truth.brokenPodPercent)")
    }
  }
  out.add("  steps:")
  for step in scenario.steps {
    let pause = step.pause.map { ", " + duration("pause", $0) } ?? ""
    out.add("    - {weight: \(step.weight)\(pause)}")
  }
}

func write(_ scenario: InferenceScenario, to out: inout Lines) {
  out.add(duration("end", scenario.end - .zero))
  out.add("inference:")
  for (name, item) in [
    ("predictor", scenario.predictor), ("transformer", scenario.transformer),
    ("explainer", scenario.explainer),
  ] {
    guard let item else { continue }
    out.add(
      "  \(name): {work_us: \(distribution(item.work)), concurrency: \(item.concurrency), "
        + "start_s: \(item.startSeconds)}")
  }
  if scenario.explainer != nil { out.add("  explain_permille: \(scenario.explainPermille)") }
  out.add("  explanation_calls: \(scenario.explanationCalls)")
  out.add("  hop_us: \(scenario.hopMicroseconds)")
  if scenario.errorPermille != 0 { out.add("  error_permille: \(scenario.errorPermille)") }
  if !scenario.updates.isEmpty { out.add("  updates:") }
  for update in scenario.updates {
    out.add(
      "    - {\(duration("at", update.time - .zero)), work_percent: \(update.workPercent), "
        + "error_permille: \(update.errorPermille), becomes_ready: \(update.becomesReady)}")
  }
  write(scenario.traffic, indent: "  ", to: &out)
}

func write(_ scenario: ModelsScenario, to out: inout Lines) {
  out.add(duration("end", scenario.end - .zero))
  out.add("models:")
  out.add("  servers: \(scenario.servers)")
  out.add("  server_mib: \(scenario.serverMebibytes)")
  out.add("  groups:")
  for group in scenario.groups {
    out.add(
      "    - {name: \(quoted(group.name)), count: \(group.count), mib: \(group.mebibytes), "
        + "\(duration("loading", group.loading)), \(duration("answer", group.answer)), "
        + "weight: \(group.weight)}")
  }
  write(scenario.traffic, indent: "  ", to: &out)
}
