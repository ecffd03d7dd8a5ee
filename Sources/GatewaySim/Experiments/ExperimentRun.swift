import Simulation
import Traffic

/// An experiment user by user, with a look at the end of each day; a value that advances in slices.
public struct ExperimentRun: Sendable {
  public let plan: ExperimentPlan
  /// Days that are over.
  public var day: Int { looks.count }
  public private(set) var looks: [ExperimentLook] = []
  /// Users that were assigned, logged or not, by arm.
  public private(set) var assigned: [Int]
  public private(set) var arms: [ArmData]
  /// `nil` while it goes on.
  public private(set) var decision: ExperimentDecision?

  /// What was logged of an arm.
  public struct ArmData: Hashable, Sendable {
    public internal(set) var accepted = ProportionSample()
    public internal(set) var score = MeanSample()
    public internal(set) var latency = MeanSample()
    /// By day, the metric that decides, for novelty.
    var byDay: [MeanSample] = []
  }

  private var users = 0
  private var cuped: Cuped
  private var alwaysValid: [AlwaysValidTest?]
  private let design: GroupSequentialDesign?
  private let lookDays: [Int]
  private var random: SeededGenerator
  private var firstUser: Int

  /// Different seeds are different crowds of users.
  public init(_ plan: ExperimentPlan, seed: Seed) {
    self.plan = plan
    (random, firstUser) = Self.crowd(seed)
    assigned = plan.arms.map { _ in 0 }
    arms = plan.arms.map { _ in ArmData() }
    cuped = Cuped(arms: plan.arms.count)
    var design: GroupSequentialDesign?
    var lookDays: [Int] = []
    var alwaysValid: [AlwaysValidTest?] = plan.arms.map { _ in nil }
    switch plan.rule {
    case .groupSequential(let shape, let looks):
      lookDays = (1...looks).map { ($0 * plan.days + looks - 1) / looks }
      design = GroupSequentialDesign(
        shape: shape, information: lookDays.map { Double($0) / Double(plan.days) },
        alpha: plan.levelPerComparison)
    case .alwaysValid(let mixture):
      alwaysValid = plan.arms.map { _ in AlwaysValidTest(mixture: mixture) }
    case .fixedHorizon: lookDays = [plan.days]
    case .peeksDaily: break
    }
    self.design = design
    self.lookDays = lookDays
    self.alwaysValid = alwaysValid
  }

  /// The same experiment, not begun, on another crowd. The bounds of the looks are not found again.
  func anew(seed: Seed) -> ExperimentRun {
    var run = self
    (run.random, run.firstUser) = Self.crowd(seed)
    return run
  }

  private static func crowd(_ seed: Seed) -> (random: SeededGenerator, firstUser: Int) {
    var random = SeededGenerator(seed: seed, stream: "users")
    let firstUser = Int(random.next() >> 16)
    return (random, firstUser)
  }

  /// Goes on for so many users; `false` when it has ended.
  public mutating func advance(users count: Int) -> Bool {
    for _ in 0..<max(0, count) {
      guard decision == nil else { return false }
      serve(firstUser &+ users)
      users += 1
      if users % plan.usersPerDay == 0 { look() }
    }
    return decision == nil
  }

  /// Users that came so far.
  public var userCount: Int { users }

  private mutating func serve(_ user: Int) {
    let index = plan.arm(ofUser: user)
    let arm = plan.arms[index]
    assigned[index] += 1
    // What a user is like, and what was seen of that before the experiment. Everything is drawn even
    // of those who are lost, so that losing some changes nobody else.
    let trait = nearlyNormal()
    let before = 60 + 12 * trait + 6 * nearlyNormal()
    let noise = 8 * nearlyNormal()
    let draw = random.below(10_000)
    let latency = arm.latencyMilliseconds.draw(&random)
    if random.unit() * 100 < lossPercent(arm, trait) { return }

    var accepted = Double(arm.acceptedPerTenThousand)
    accepted +=
      Double(arm.noveltyPerTenThousand)
      * DeterministicMath.pow(0.5, Double(day) / Double(arm.noveltyHalfLifeDays))
    // People differ: a patient user accepts more. On average nothing changes away from the edges.
    accepted += 500 * trait
    let isAccepted = Double(draw) < accepted
    let score = max(0, min(100, Double(arm.score) + 12 * trait + noise))
    arms[index].accepted.add(isAccepted)
    arms[index].score.add(score)
    arms[index].latency.add(Double(latency))
    cuped.add(before: before, during: score, arm: index)
    while arms[index].byDay.count <= day { arms[index].byDay.append(MeanSample()) }
    let value =
      switch plan.metric {
      case .accepted: isAccepted ? 1.0 : 0
      case .score: score
      case .latency: -Double(latency)
      }
    arms[index].byDay[day].add(value)
  }

  /// The impatient are lost twice as often, the patient hardly.
  private func lossPercent(_ arm: ExperimentPlan.Arm, _ trait: Double) -> Double {
    Double(arm.lostPercent) * max(0, min(2, 1 - trait))
  }

  /// Sum of four uniform draws, moved and stretched: mean 0, deviation 1, at most 3.5.
  private mutating func nearlyNormal() -> Double {
    let sum = random.unit() + random.unit() + random.unit() + random.unit()
    return (sum - 2) * 1.732_050_807_568_877_2
  }

  private mutating func look() {
    let today = looks.count + 1
    let counts = arms.map(\.accepted.trials)
    let ratio = SampleRatioCheck(counts: counts, ratio: plan.arms.map { Double($0.weight) })
    let comparisons = arms.indices.dropFirst().map { compare($0, today: today) }
    let decision = decide(today, comparisons, ratio)
    looks.append(
      ExperimentLook(
        day: today, users: counts, sampleRatio: ratio, comparisons: comparisons,
        decision: decision))
    if decision.isFinal { self.decision = decision }
  }

  private mutating func compare(_ arm: Int, today: Int) -> ArmComparison {
    let level = plan.levelPerComparison
    let confidence = 1 - level
    var test: DifferenceTest?
    var interval: ConfidenceInterval?
    let control: MeanSample
    let treatment: MeanSample
    switch plan.metric {
    case .accepted:
      test = DifferenceTest.proportions(control: arms[0].accepted, treatment: arms[arm].accepted)
      interval = .difference(
        control: arms[0].accepted, treatment: arms[arm].accepted, confidence: confidence)
      (control, treatment) = (arms[0].accepted.asMean, arms[arm].accepted.asMean)
    case .score(let isAdjusted):
      control = isAdjusted ? cuped.adjusted(arm: 0) : arms[0].score
      treatment = isAdjusted ? cuped.adjusted(arm: arm) : arms[arm].score
    case .latency:
      // Less is better: both change places.
      (control, treatment) = (arms[arm].latency, arms[0].latency)
    }
    if plan.metric != .accepted {
      test = DifferenceTest.means(control: control, treatment: treatment)
      interval = .difference(control: control, treatment: treatment, confidence: confidence)
    }
    alwaysValid[arm]?.look(control: control, treatment: treatment)
    if let range = alwaysValid[arm]?.interval(confidence: confidence) { interval = range }

    let planned = lookDays.firstIndex(of: today)
    let bound = planned.flatMap { design?.bounds[$0] }
    let statistic = test?.statistic ?? 0
    let isSignificant: Bool
    switch plan.rule {
    case .fixedHorizon: isSignificant = planned != nil && (test?.pValue ?? 1) < level
    case .peeksDaily: isSignificant = (test?.pValue ?? 1) < level
    case .groupSequential:
      isSignificant =
        planned.map { design?.stops(look: $0, statistic: statistic) ?? false } ?? false
    case .alwaysValid: isSignificant = (alwaysValid[arm]?.pValue ?? 1) < level
    }
    return ArmComparison(
      arm: arm, difference: test?.difference ?? 0, interval: interval, pValue: test?.pValue ?? 1,
      statistic: statistic, alwaysValidPValue: alwaysValid[arm]?.pValue, bound: bound,
      isSignificant: isSignificant, breaksGuard: breaksGuard(arm), novelty: novelty(arm))
  }

  private func breaksGuard(_ arm: Int) -> Bool {
    guard let percent = plan.latencyGuardPercent else { return false }
    // Against the control plus the margin, whose error is a little larger, too.
    let control = arms[0].latency
    let scale = 1 + Double(max(0, percent)) / 100
    let limit = MeanSample(
      count: control.count, mean: control.mean * scale, variance: control.variance * scale * scale)
    let test = DifferenceTest.means(
      control: limit, treatment: arms[arm].latency, sides: .treatmentLarger)
    return (test?.pValue ?? 1) < plan.alpha
  }

  private func novelty(_ arm: Int) -> NoveltyCheck? {
    let days = min(arms[0].byDay.count, arms[arm].byDay.count)
    guard days >= 4 else { return nil }
    func part(_ arm: Int, _ range: Range<Int>) -> MeanSample {
      arms[arm].byDay[range].reduce(MeanSample(), +)
    }
    let early = 0..<(days / 2)
    let late = (days / 2)..<days
    return NoveltyCheck(
      earlyControl: part(0, early), earlyTreatment: part(arm, early), lateControl: part(0, late),
      lateTreatment: part(arm, late))
  }

  private func decide(
    _ today: Int, _ comparisons: [ArmComparison], _ ratio: SampleRatioCheck?
  ) -> ExperimentDecision {
    if plan.stopsAtMismatch, ratio?.isMismatch() == true { return .stopsForMismatch }
    let isLast = today >= plan.days
    if today < plan.minimumDays, !isLast {
      return .goesOn(.notEnoughDays(minimum: plan.minimumDays))
    }
    if let next = lookDays.first(where: { $0 >= today }), next != today {
      return .goesOn(.noLookToday(next: next))
    }
    let better = comparisons.filter { $0.isSignificant && $0.difference > 0 }
    if let best = better.filter({ !$0.breaksGuard }).max(by: { $0.difference < $1.difference }) {
      return .ships(arm: best.arm)
    }
    if let forbidden = better.first { return .guardForbids(arm: forbidden.arm) }
    let worse = comparisons.filter { $0.isSignificant && $0.difference < 0 }
    if worse.count == comparisons.count, let first = worse.first {
      return .stopsForHarm(arm: first.arm)
    }
    return isLast ? .keepsControl : .goesOn(.noDifferenceYet(daysLeft: plan.days - today))
  }

  /// The decision beside the truth; `nil` while the experiment goes on.
  public var verdict: ExperimentVerdict? {
    let best = plan.arms.indices.dropFirst().map(plan.truth(ofArm:)).max() ?? 0
    switch decision {
    case nil, .goesOn: return nil
    case .ships(let arm):
      let gain = plan.truth(ofArm: arm)
      return gain > 0 ? .rightlyShipped(gain: gain) : .wronglyShipped(gain: gain)
    case .keepsControl, .stopsForHarm: return best > 0 ? .missed(gain: best) : .rightlyKept
    case .guardForbids, .stopsForMismatch: return .ended
    }
  }
}
