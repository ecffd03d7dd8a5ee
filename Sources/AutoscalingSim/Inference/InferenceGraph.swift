import Simulation

/// The components of an InferenceService and what a request costs in each.
///
/// KServe: requests go to the transformer when there is one; it calls the predictor between its
/// pre- and post-processing. `:explain` goes to the explainer, which calls the predictor several
/// times. Each component is a service of its own and scales by itself.
public struct InferenceComponents: Hashable, Sendable {
  /// A component's pods.
  public struct Component: Hashable, Sendable {
    /// Work on one call that occupies a pod's slot, in microseconds.
    public var microseconds: Int
    /// Calls that a pod works on at a time (`containerConcurrency`).
    public var concurrency: Int
    /// Share of the slots that the autoscaler aims to use, in percent.
    public var targetPercent: Int
    public var minimumPods: Int
    public var maximumPods: Int

    public init(
      microseconds: Int, concurrency: Int = 1, targetPercent: Int = 70, minimumPods: Int = 1,
      maximumPods: Int = 1_000
    ) {
      self.microseconds = max(1, min(microseconds, 1 << 40))
      self.concurrency = max(1, min(concurrency, 1 << 20))
      self.targetPercent = max(1, min(targetPercent, 100))
      self.minimumPods = max(0, min(minimumPods, 1 << 20))
      self.maximumPods = max(1, min(maximumPods, 1 << 20))
    }
  }

  public enum Role: Hashable, Sendable, CaseIterable { case transformer, predictor, explainer }

  public var predictor: Component
  public var transformer: Component?
  public var explainer: Component?
  /// Calls of the predictor for one explanation.
  public var explanationCalls: Int
  /// Network and proxies for each hop, in microseconds.
  public var hopMicroseconds: Int

  public init(
    predictor: Component, transformer: Component? = nil, explainer: Component? = nil,
    explanationCalls: Int = 20, hopMicroseconds: Int = 500
  ) {
    self.predictor = predictor
    self.transformer = transformer
    self.explainer = explainer
    self.explanationCalls = max(1, min(explanationCalls, 1 << 20))
    self.hopMicroseconds = max(0, min(hopMicroseconds, 1 << 40))
  }

  /// What a load costs in one component.
  public struct Share: Hashable, Sendable {
    public let role: Role
    /// Calls a second.
    public let calls: Double
    /// Microseconds a call holds its slot, with what it waits for behind it.
    public let holdMicroseconds: Double
    /// Slots in use on average (Little: calls times hold).
    public let slots: Double
    /// Pods that the autoscaler asks for.
    public let pods: Int
    /// Whether the maximum cut them.
    public let isCut: Bool
    /// Slots in use by slots there are; above 1 queues grow.
    public let utilization: Double
  }

  /// Latency of a prediction without queueing, in microseconds: the hops and the work add up.
  public var predictionMicroseconds: Int {
    let hops = transformer == nil ? 1 : 2
    return predictor.microseconds + (transformer?.microseconds ?? 0) + hops * hopMicroseconds
  }

  /// Latency of an explanation, whose calls come one after the other; `nil` without an explainer.
  public var explanationMicroseconds: Int? {
    explainer.map {
      $0.microseconds + hopMicroseconds
        + explanationCalls * (predictor.microseconds + hopMicroseconds)
    }
  }

  /// Each component's load for so many predictions and explanations a second. A caller holds its
  /// slot while it waits: the transformer needs slots for the predictor's time too.
  public func shares(predictions: Double, explanations: Double = 0) -> [Share] {
    let predictions = max(0, predictions.isFinite ? predictions : 0)
    let explanations = explainer == nil ? 0 : max(0, explanations.isFinite ? explanations : 0)
    var shares: [Share] = []
    let call = Double(predictor.microseconds + hopMicroseconds)
    if let transformer {
      shares.append(
        share(.transformer, transformer, predictions, hold: Double(transformer.microseconds) + call)
      )
    }
    shares.append(
      share(
        .predictor, predictor, predictions + explanations * Double(explanationCalls),
        hold: Double(predictor.microseconds)))
    if let explainer {
      shares.append(
        share(
          .explainer, explainer, explanations,
          hold: Double(explainer.microseconds) + Double(explanationCalls) * call))
    }
    return shares
  }

  private func share(_ role: Role, _ component: Component, _ calls: Double, hold: Double) -> Share {
    let slots = calls * hold / 1_000_000
    let perPod = Double(component.concurrency)
    let wanted = (slots / (perPod * Double(component.targetPercent) / 100)).rounded(.up)
    let most = max(component.minimumPods, component.maximumPods)
    let pods = max(component.minimumPods, Int(min(wanted, Double(most))))
    return Share(
      role: role, calls: calls, holdMicroseconds: hold, slots: slots, pods: pods,
      isCut: wanted > Double(most),
      utilization: pods > 0 ? slots / (Double(pods) * perPod) : slots > 0 ? .infinity : 0)
  }
}
