import Curriculum
import Labs
import Learning
import TerminalUI

extension ChallengeScreen {
  public mutating func appear(_ context: Context) -> [Effect] {
    guard challenge == nil, trouble == nil else { return [] }
    return [.loadChallenge(id)]
  }

  public mutating func disappear(_ context: Context) -> [Effect] {
    replay?.pause()
    isPredicting = false
    return []
  }

  public mutating func receive(_ event: ScreenEvent, _ context: Context) -> [Effect] {
    switch event {
    case .loaded(.challenge(let challenge, let scenario)) where challenge.id == id:
      return open(challenge, scenario, context)
    case .loaded(.scenario(let name, let scenario))
    where name == predictionRun?.measurement.scenario:
      predictionRun?.give(scenario)
    case .loadFailed(let what, let reason):
      if what == id, challenge == nil { trouble = reason }
      if what == predictionRun?.measurement.scenario { predictionRun?.fail() }
    case .slice(let events): return advance(events: events, context)
    case .recorded:
      if let number = result?.number, (record(context)?.attemptCount ?? 0) >= number {
        result?.saving = .saved
      }
    case .recordFailed(let reason):
      if result?.saving == .pending { result?.saving = .failed(reason) }
    default: break
    }
    return []
  }

  private mutating func open(
    _ challenge: Challenge, _ scenario: LabScenario, _ context: Context
  ) -> [Effect] {
    self.challenge = challenge
    self.scenario = scenario
    guard let lab else {
      trouble = context.say("tutor.figure.noLab", challenge.lab)
      return []
    }
    levers = challenge.levers.compactMap { LeverState($0, of: lab) }
    if let odd = challenge.levers.first(where: { LeverState($0, of: lab) == nil }) {
      trouble = context.say("tutor.challenge.badLever", odd.knob, challenge.lab)
      return []
    }
    var effects = [Effect.record(.challengeOpened(challenge: id))]
    if let wanted = challenge.prediction {
      var card = PredictionCard(wanted, place: predictionPlace)
      if let made = context.learner.predictions[predictionPlace] { card.restore(made) }
      prediction = card
      predictionRun = PredictionRun(wanted)
      if let measurement = predictionRun?.measurement {
        if measurement.scenario == challenge.scenario {
          predictionRun?.give(scenario)
        } else {
          effects.append(.loadScenario(measurement.scenario))
        }
      }
    }
    return effects
  }

  // MARK: Running

  private mutating func start(_ context: Context) {
    guard let challenge, let scenario, let lab, run == nil, !owesPrediction else { return }
    runTrouble = nil
    isComparing = false
    isInsightOpen = false
    replay?.pause()
    pane = .run
    right = .run
    runPosition = PagePosition()
    do {
      run = try ChallengeRun(
        challenge, scenario, lab: lab, choices: choices, seed: context.now.week.description)
    } catch {
      runTrouble = context.say(error.message)
    }
  }

  private mutating func cancel(_ context: Context) {
    guard run != nil else { return }
    run = nil
    notice = Notice(context.say("tutor.challenge.cancelled"), role: .warning)
  }

  private mutating func advance(events: Int, _ context: Context) -> [Effect] {
    if run != nil {
      do {
        try run?.advance(events: events)
      } catch {
        run = nil
        runTrouble = context.say(error.message)
        return []
      }
      return run?.isFinished == true ? judgeRun(context) : []
    }
    if predictionRun?.wantsSlices == true {
      predictionRun?.advance(events: events)
      if let value = predictionRun?.value { prediction?.rightNumber = value }
      return []
    }
    replay?.tick()
    return []
  }

  private mutating func judgeRun(_ context: Context) -> [Effect] {
    guard let challenge, let finished = run, let own = finished.own,
      let verdict = finished.verdict(challenge, name: { context.text($0) })
    else { return [] }
    run = nil
    let attempt = Attempt(
      challenge: challenge, seed: own.seed.text, choices: leverChoices, verdict: verdict,
      digest: own.digest,
      prediction: context.learner.predictions[predictionPlace]?.answer ?? prediction?.answer)
    result = Result(
      verdict: verdict, outcome: own, attempt: attempt,
      number: (record(context)?.attemptCount ?? 0) + 1)
    replay = ReplayView(own)
    return [.record(.challengeAttempt(attempt))]
  }

  // MARK: Actions

  public mutating func perform(_ action: Action, _ context: Context) -> [Effect] {
    switch action {
    case .nextPane: switchPane(by: 1)
    case .previousPane: switchPane(by: -1)
    case .interrupt:
      if run != nil { cancel(context) } else { replay?.pause() }
    case .challenge(let action): return perform(action, context)
    case .replay(let action):
      if replay?.perform(action) == false {
        notice = Notice(context.say("tutor.replay.nothing"), role: .warning)
      }
    case .left where isComparing: firstAttempt = max(0, firstAttempt - 1)
    case .right where isComparing:
      firstAttempt = min(firstAttempt + 1, max(0, (record(context)?.attempts.count ?? 1) - 1))
    default: move(action, context)
    }
    return []
  }

  private mutating func perform(_ action: ChallengeAction, _ context: Context) -> [Effect] {
    switch action {
    case .choose(let option): prediction?.choose(option)
    case .predict:
      if prediction?.isNumeric == true {
        isPredicting = true
        return []
      }
      return prediction?.make() ?? []
    case .hint:
      guard hasFurtherHint(context) else { return [] }
      pane = .brief
      isComparing = false
      let step = hintsShown(context) + 1
      hintsRead = step
      // The newest hint stands at the end of the brief.
      let area = panes(context).rect(of: .brief)
      briefPosition.top = max(0, briefPage(area.columns, context).lines.count - area.rows)
      return [.record(.hintShown(place: id, step: step))]
    case .run: start(context)
    case .cancel: cancel(context)
    case .insight:
      isInsightOpen.toggle()
      insightPosition = PagePosition()
    case .compare:
      isComparing.toggle()
      runPosition = PagePosition()
      firstAttempt = 0
      if isComparing {
        pane = .run
        right = .run
      }
    case .startingChoices:
      for at in levers.indices { levers[at].at = levers[at].start }
    }
    return []
  }

  mutating func switchPane(by step: Int) {
    let all = Pane.allCases
    show(all[(pane.rawValue + step + all.count) % all.count])
  }

  mutating func show(_ wanted: Pane) {
    pane = wanted
    if wanted == .run || wanted == .debrief { right = wanted }
    if wanted != .debrief { replay?.pause() }
    if wanted != .run { isComparing = false }
  }

  /// Arrows and page keys in the pane that has the focus.
  private mutating func move(_ action: Action, _ context: Context) {
    let area = panes(context).rect(of: pane)
    switch pane {
    case .levers:
      switch action {
      case .down: lever = min(levers.count - 1, lever + 1)
      case .up: lever = max(0, lever - 1)
      case .first: lever = 0
      case .last: lever = max(0, levers.count - 1)
      case .right where run == nil && levers.indices.contains(lever): levers[lever].turn(1)
      case .left where run == nil && levers.indices.contains(lever): levers[lever].turn(-1)
      default: break
      }
    case .brief: moveOnPage(action, \.briefPosition, briefPage(area.columns, context), area.rows)
    case .run: moveOnPage(action, \.runPosition, runPage(area.columns, context), area.rows)
    case .debrief where isInsightOpen:
      moveOnPage(action, \.insightPosition, insightPage(area.columns, context), area.rows)
    case .debrief:
      let step =
        switch action {
        case .down: 1
        case .up: -1
        case .pageDown: area.rows - 4
        case .pageUp: 4 - area.rows
        default: 0
        }
      replay?.scrollWhy(by: step, width: area.columns, rows: max(1, area.rows - 4), context)
    }
  }

  private mutating func moveOnPage(
    _ action: Action, _ position: WritableKeyPath<Self, PagePosition>, _ page: Page, _ rows: Int
  ) {
    if action == .open {
      if case .go(let place)? = self[keyPath: position].target(on: page) { wantsPlace = place }
      return
    }
    self[keyPath: position].move(action, on: page, rows: rows)
  }

  // MARK: Typing and clicking

  public mutating func type(_ key: Key, _ context: Context) -> [Effect] {
    if case .mouse(let event) = key { return click(event, context) }
    guard isPredicting else { return [] }
    switch key {
    case .escape, .tab, .backtab: isPredicting = false
    case .enter:
      let effects = prediction?.make() ?? []
      if effects.isEmpty {
        notice = Notice(context.say("tutor.challenge.noNumber"), role: .warning)
      } else {
        isPredicting = false
      }
      return effects
    default: _ = prediction?.editor.handle(key)
    }
    return []
  }

  private mutating func click(_ event: MouseEvent, _ context: Context) -> [Effect] {
    let layout = panes(context)
    switch event.kind {
    case .wheelUp, .wheelDown:
      if let under = layout.pane(at: event.position) { show(under) }
      if pane == .debrief, !isInsightOpen, replay?.isWhyOpen != true {
        return perform(.replay(event.kind == .wheelUp ? .previous : .next), context)
      }
      for _ in 0..<(pane == .levers ? 1 : 3) {
        move(event.kind == .wheelUp ? .up : .down, context)
      }
    case .press:
      if let tab = layout.tab(at: event.position) {
        show(tab)
      } else if let under = layout.pane(at: event.position) {
        show(under)
        return press(at: event.position, in: layout.rect(of: under), context)
      }
    default: break
    }
    return []
  }

  private mutating func press(
    at position: Position, in rect: Rect, _ context: Context
  ) -> [Effect] {
    switch pane {
    case .levers:
      let at = position.row - rect.row + firstLever(rect, context)
      if levers.indices.contains(at), position.row - rect.row < leverRows(rect, context) {
        lever = at
      }
    case .brief:
      let target = briefPosition.click(
        position, in: rect, on: briefPage(rect.columns, context))
      if case .go(let place)? = target { wantsPlace = place }
    case .debrief where isInsightOpen:
      let target = insightPosition.click(
        position, in: rect, on: insightPage(rect.columns, context))
      if case .go(let place)? = target { wantsPlace = place }
    case .run, .debrief: break
    }
    return []
  }
}
