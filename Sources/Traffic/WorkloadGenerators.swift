import Simulation

/// Made-up workloads. Each quantity draws from its own stream of the seed, so that a change of one distribution leaves
/// the others as they were.
extension Workload {
  /// Requests that have nothing in common: every prompt is its own text.
  public static func independent(
    count: Int, arrivals: ArrivalProcess, prompt: LengthDistribution, output: LengthDistribution,
    seed: Seed
  ) -> Workload {
    var draws = Draws(seed: seed)
    var time = SimTime.zero
    let requests = (0..<count).map { i in
      time = time + arrivals.gap(&draws.arrivals)
      return InferenceRequest(
        arrival: time,
        prompt: [
          TokenSegment(
            id: SegmentNumbering.uniqueBase + i, length: prompt.draw(&draws.prompts))
        ],
        outputTokens: output.draw(&draws.outputs),
        outputSegment: SegmentNumbering.outputBase + i)
    }
    return Workload(name: "independent", requests: requests)
  }

  /// Each request is one of `systemPrompts` shared texts of `systemTokens` tokens, followed by a question of its own.
  public static func sharedPrefix(
    count: Int, arrivals: ArrivalProcess, systemPrompts: Int, systemTokens: Int,
    question: LengthDistribution, output: LengthDistribution, seed: Seed
  ) -> Workload {
    precondition(systemPrompts >= 1, "a shared prefix needs at least one text")
    var draws = Draws(seed: seed)
    var time = SimTime.zero
    let requests = (0..<count).map { i in
      time = time + arrivals.gap(&draws.arrivals)
      let system = SegmentNumbering.sharedBase + draws.choices.below(systemPrompts)
      return InferenceRequest(
        arrival: time,
        prompt: [
          TokenSegment(id: system, length: systemTokens),
          TokenSegment(
            id: SegmentNumbering.uniqueBase + i, length: question.draw(&draws.prompts)),
        ],
        outputTokens: output.draw(&draws.outputs),
        outputSegment: SegmentNumbering.outputBase + i)
    }
    return Workload(name: "shared-prefix", requests: requests)
  }

  /// Conversations: a turn's prompt is the whole conversation so far (system prompt, questions and answers) and a new
  /// question, so that all but the question can be a prefix hit.
  ///
  /// Conversations start by `starts`; after a turn the person waits an exponential `thinking` time with the given
  /// mean, counted from the turn's arrival because the workload does not know when the answer will be there.
  public static func chat(
    conversations: Int, turns: ClosedRange<Int>, starts: ArrivalProcess, thinking: SimDuration,
    systemPrompts: Int, systemTokens: Int, question: LengthDistribution,
    output: LengthDistribution, seed: Seed
  ) -> Workload {
    precondition(systemPrompts >= 1 && turns.lowerBound >= 1, "a chat needs a prompt and a turn")
    var draws = Draws(seed: seed)
    var start = SimTime.zero
    var requests: [InferenceRequest] = []
    for _ in 0..<conversations {
      start = start + starts.gap(&draws.arrivals)
      let system = SegmentNumbering.sharedBase + draws.choices.below(systemPrompts)
      var history = [TokenSegment(id: system, length: systemTokens)]
      var time = start
      for turn in 0..<(turns.lowerBound + draws.choices.below(turns.count)) {
        if turn > 0 { time = time + draws.thinking.exponential(mean: thinking) }
        let i = requests.count
        history.append(
          TokenSegment(id: SegmentNumbering.uniqueBase + i, length: question.draw(&draws.prompts)))
        let length = output.draw(&draws.outputs)
        let answer = TokenSegment(id: SegmentNumbering.outputBase + i, length: length)
        requests.append(
          InferenceRequest(
            arrival: time, prompt: history, outputTokens: length, outputSegment: answer.id))
        history.append(answer)
      }
    }
    return Workload(name: "chat", requests: requests)
  }

  /// The workload of the public peer measurement: a 64-bit linear congruential generator, Poisson arrivals at 4 per
  /// second, prompts of 64 to 1983 tokens, answers of 16 to 495.
  ///
  /// x <- x * 6364136223846793005 + 1442695040888963407 (mod 2^64), u = (x >> 11) / 2^53. Three draws a request: gap
  /// -ln(1 - u) / 4 s, prompt 64 + floor(1920 u), answer 16 + floor(480 u). Times are rounded to whole ns here.
  public static func lcg(count: Int, start: UInt64 = 20_261_123) -> Workload {
    var x = start
    func draw() -> Double {
      x = x &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(x >> 11) * 0x1p-53
    }
    var seconds = 0.0
    let requests = (0..<count).map { i in
      seconds += -DeterministicMath.log(1 - draw()) / 4
      let prompt = 64 + Int(draw() * 1_920)
      let output = 16 + Int(draw() * 480)
      return InferenceRequest(
        arrival: SimTime(nanoseconds: Int((seconds * 1e9).rounded())),
        prompt: [TokenSegment(id: SegmentNumbering.uniqueBase + i, length: prompt)],
        outputTokens: output, outputSegment: SegmentNumbering.outputBase + i)
    }
    return Workload(name: "lcg", requests: requests)
  }
}

/// Independent streams of one seed.
private struct Draws {
  var arrivals: SeededGenerator
  var prompts: SeededGenerator
  var outputs: SeededGenerator
  var choices: SeededGenerator
  var thinking: SeededGenerator

  init(seed: Seed) {
    arrivals = SeededGenerator(seed: seed, stream: "arrivals")
    prompts = SeededGenerator(seed: seed, stream: "prompts")
    outputs = SeededGenerator(seed: seed, stream: "outputs")
    choices = SeededGenerator(seed: seed, stream: "choices")
    thinking = SeededGenerator(seed: seed, stream: "thinking")
  }
}
