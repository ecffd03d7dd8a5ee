import Simulation

/// AIBrix's control loop around the rule: limits and cooldown.
///
/// Source: vllm-project/aibrix e3e10f9e, `pkg/controller/podautoscaler/podautoscaler_controller.go`:
/// a look every 10 s, the metric averaged over 180 s. Within the cooldown the largest
/// recommendation counts upwards and, which is not what the HPA does, the smallest downwards: the
/// downward cooldown of 300 s does not hold anything up.
public struct APAScaler: Hashable, Sendable {
  public static let syncPeriod = SimDuration.seconds(10)
  /// `DefaultStableWindowDuration`.
  public static let standardWindow = SimDuration.seconds(180)

  public struct Decision: Hashable, Sendable {
    public let current: Int
    public let usePerPod: Double
    public let rule: APARule.Decision
    /// Within the cooldown windows.
    public let stabilized: Int
    public let desired: Int
  }
  private struct Recommendation: Hashable, Sendable {
    let time: SimTime
    let pods: Int
  }

  public var rule: APARule
  public var fewest: Int
  public var most: Int
  public var upCooldown: SimDuration
  public var downCooldown: SimDuration
  private var recommendations: [Recommendation] = []

  public init(
    rule: APARule, fewest: Int = 1, most: Int, upCooldown: SimDuration = .zero,
    downCooldown: SimDuration = .seconds(300)
  ) {
    self.rule = rule
    self.fewest = max(0, fewest)
    self.most = max(self.fewest, most)
    self.upCooldown = upCooldown
    self.downCooldown = downCooldown
  }

  public mutating func decide(at now: SimTime, current: Int, usePerPod: Double) -> Decision {
    let answer = rule.decide(current: current, usePerPod: usePerPod)
    let wanted = bounded(answer.pods)
    recommendations.append(Recommendation(time: now, pods: wanted))
    var stabilized = current
    if wanted != current {
      let window = wanted > current ? upCooldown : downCooldown
      let recent = recommendations.lazy.filter { now - $0.time < window }.map(\.pods)
      stabilized = (wanted > current ? recent.max() : recent.min()) ?? wanted
    }
    let longest = max(upCooldown, downCooldown)
    recommendations.removeAll { now - $0.time >= longest }
    return Decision(
      current: current, usePerPod: usePerPod, rule: answer, stabilized: stabilized,
      desired: bounded(stabilized))
  }

  private func bounded(_ pods: Int) -> Int { min(max(pods, fewest), most) }
}
