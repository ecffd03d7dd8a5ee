import Simulation
import Traffic

/// A plan's requests, made definite by its seed.
enum GatewayTraffic {
  /// In order of arrival; equal moments in the order of the tenants.
  static func requests(_ plan: GatewayPlan, loadPercent: Int) -> [GatewayRequest] {
    let source = QuestionSource(plan.questions, seed: plan.seed)
    var drafts: [GatewayRequest] = []
    for (index, tenant) in plan.tenants.enumerated() {
      func stream(_ name: String) -> SeededGenerator {
        SeededGenerator(seed: plan.seed, stream: "tenant-\(index)-\(name)")
      }
      var (times, prompts, outputs) = (stream("times"), stream("prompts"), stream("outputs"))
      var questions = stream("questions")
      for (number, time) in tenant.arrivals.times(&times, loadPercent: loadPercent).enumerated() {
        let id = drafts.count
        var prompt: [TokenSegment] = []
        if tenant.sharedPrefixTokens > 0 {
          prompt.append(
            TokenSegment(
              id: SegmentNumbering.sharedBase + index, length: tenant.sharedPrefixTokens))
        }
        prompt.append(
          TokenSegment(
            id: SegmentNumbering.uniqueBase + id,
            length: max(1, tenant.promptTokens.draw(&prompts))))
        let answer = min(tenant.maxTokens, max(1, tenant.outputTokens.draw(&outputs)))
        drafts.append(
          GatewayRequest(
            tenant: index, number: number,
            spec: InferenceRequest(
              arrival: time, prompt: prompt, outputTokens: answer,
              outputSegment: SegmentNumbering.outputBase + id),
            question: source.draw(&questions), maxTokens: tenant.maxTokens))
      }
    }
    return drafts.indices.sorted {
      (drafts[$0].spec.arrival, $0) < (drafts[$1].spec.arrival, $1)
    }.map { drafts[$0] }
  }
}
