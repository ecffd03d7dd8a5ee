import Curriculum
import Labs
import Scenarios
import Simulation
import TerminalUI

extension LabScreen {
  public mutating func appear(_ context: Context) -> [Effect] {
    var effects: [Effect] = []
    if scenarios == nil { effects.append(.listScenarios) }
    if scenario == nil, trouble == nil, let name { effects.append(.loadScenario(name)) }
    return effects
  }

  public mutating func disappear(_ context: Context) -> [Effect] {
    replay?.pause()
    typing = nil
    return []
  }

  public mutating func receive(_ event: ScreenEvent, _ context: Context) -> [Effect] {
    switch event {
    case .loaded(.scenarios(let all)):
      scenarios = all
      if id != nil, name == nil, let first = ownScenarios.first {
        name = first.name
        return [.loadScenario(first.name)]
      }
    case .loaded(.scenario(let name, let scenario)) where name == self.name:
      guard scenario.lab == id else { break }
      self.scenario = scenario
      trouble = nil
    case .loadFailed(let what, let reason) where what == name: trouble = reason
    case .slice(let events): advance(events: events, context)
    case .fileWritten:
      guard isSaving, let id else { break }
      isSaving = false
      let name = editor.text.split(separator: "/").last.map(String.init) ?? editor.text
      return [.record(.scenarioSaved(lab: id.rawValue, name: name))]
    case .fileFailed: isSaving = false
    default: break
    }
    return []
  }

  // MARK: Running

  private mutating func start(_ context: Context) {
    guard let lab, let scenario, !isRunning else { return }
    runTrouble = nil
    picks = []
    ranName = name
    replay?.pause()
    show(.result)
    resultPosition = PagePosition()
    do {
      run = try lab.begin(scenario, choices: choices, seed: Seed(seed))
    } catch {
      runTrouble = context.say(error.message)
    }
  }

  private mutating func startSweep(_ context: Context) {
    guard let lab, let scenario, let knob, !isRunning else { return }
    do {
      sweep = try SweepView(knob, lab, scenario, choices: choices, seed: Seed(seed))
      show(.sweep)
    } catch {
      notice = Notice(context.say(error.message), role: .bad)
    }
  }

  /// The suggestions follow each other; after the last one the scenario's own knobs come back.
  private mutating func tryNext(_ context: Context) {
    guard let tries = scenario?.heading.claims, !tries.isEmpty, !isRunning else { return }
    let now = tries.firstIndex { $0.choices == choices }
    let next = now.map { $0 + 1 } ?? 0
    guard tries.indices.contains(next) else {
      choices = Choices()
      notice = Notice(context.say("tutor.lab.triedAll"), role: .good)
      return
    }
    choices = tries[next].choices
    let text =
      context.say.language == .chinese && !tries[next].textChinese.isEmpty
      ? tries[next].textChinese : tries[next].text
    notice = Notice("\(next + 1)  " + text, role: .good)
  }

  /// The question is about the run that is shown, with the knobs that it had.
  private mutating func startWhatIf(_ context: Context) {
    guard let lab, let scenario, let replay, let subject = replay.chosenSubject, !isRunning else {
      return
    }
    do {
      let search = try WhatIf(
        lab, scenario, choices: replay.outcome.choices, seed: replay.outcome.seed,
        subject: subject.id, moment: replay.outcome.replay.time(at: replay.step))
      whatIf = search
      self.replay?.pause()
      self.replay?.show(search.answer)
    } catch {
      notice = Notice(context.say(error.message), role: .bad)
    }
  }

  private mutating func cancel(_ context: Context) {
    if run == nil, whatIf == nil, sweep?.isRunning != true {
      replay?.pause()
      return
    }
    run = nil
    whatIf = nil
    sweep?.stop()
    notice = Notice(context.say("tutor.lab.cancelled"), role: .warning)
  }

  private mutating func advance(events: Int, _ context: Context) {
    if run != nil {
      guard run?.advance(events: events) == false, let finished = run?.outcome() else { return }
      run = nil
      outcome = finished
      replay = ReplayView(finished)
      comparison = kept.map { Comparison($0, finished) }
      if comparison != nil { show(.compare) }
    } else if var search = whatIf {
      whatIf = nil
      if search.advance(events: events) { whatIf = search }
      replay?.show(search.answer)
    } else if sweep?.isRunning == true {
      sweep?.advance(events: events)
    } else {
      replay?.tick()
    }
  }

  // MARK: Actions

  public mutating func perform(_ action: Action, _ context: Context) -> [Effect] {
    guard id != nil else {
      let (page, rows) = (listPage(context), pageArea(context).rows)
      switch action {
      case .open: if case .go(let place)? = listPosition.target(on: page) { wantsPlace = place }
      case .lab(.nextStage): listPosition.jump(1, over: stageHeads(context), on: page, rows: rows)
      case .lab(.previousStage):
        listPosition.jump(-1, over: stageHeads(context), on: page, rows: rows)
      default: listPosition.move(action, on: page, rows: rows)
      }
      return []
    }
    switch action {
    case .nextPane: switchPane(by: 1)
    case .previousPane: switchPane(by: -1)
    case .interrupt: cancel(context)
    case .lab(let action): return perform(action, context)
    case .replay(let action):
      if replay?.perform(action) == false {
        notice = Notice(context.say("tutor.replay.nothing"), role: .warning)
      }
    case .left, .right: return turn(action == .right ? 1 : -1)
    case .open where pane == .result:
      let page = resultPage(panes(context).rect(of: .result).columns, context)
      if case .lab(let action)? = resultPosition.target(on: page) {
        return perform(action, context)
      }
    default: move(action, context)
    }
    return []
  }

  private mutating func perform(_ action: LabAction, _ context: Context) -> [Effect] {
    switch action {
    case .run: start(context)
    case .cancel: cancel(context)
    case .keep:
      kept = outcome
      comparison = nil
      notice = Notice(context.say("tutor.lab.kept"), role: .good)
    case .sweep: startSweep(context)
    case .edit:
      if row == 1 {
        beginTyping(.seed, seed)
      } else if let knob, let value = complete?[knob.id] {
        beginTyping(.value(knob: knob.id), value.description)
      }
    case .standard: if let knob { choices[knob.id] = nil }
    case .allStandard: choices = Choices()
    case .save: beginTyping(.savePath, (name ?? "scenario") + "-mine.yml")
    case .export: beginTyping(.exportPath, exportNames.first ?? "")
    case .whatIf: startWhatIf(context)
    case .tryNext: tryNext(context)
    case .diagnose:
      if ranName != name || outcome.map(isStale) ?? true { start(context) }
      show(.result)
      resultPosition = PagePosition()
    case .pick(let cause):
      guard !isRunning, outcome != nil else { break }
      picks.removeAll { $0 == cause }
      picks.append(cause)
    case .nextStage, .previousStage: break
    case .divergence:
      guard let step = comparison?.divergence?.step else { break }
      show(.replay)
      replay?.pause()
      replay?.go(to: step)
    }
    return []
  }

  private mutating func beginTyping(_ what: Typing, _ text: String) {
    typing = what
    let isFile = what == .savePath || what == .exportPath
    editor = LineEditor(text, limit: 200, isReplaced: !isFile)
  }

  private mutating func turn(_ step: Int) -> [Effect] {
    if pane == .sweep {
      sweep?.choose(step)
      return []
    }
    guard pane == .setup, !isRunning else { return [] }
    if row == 0 { return walkScenarios(step) }
    guard let knob, let value = complete?[knob.id] else { return [] }
    set(knob, to: knob.neighbour(of: value, direction: step))
    return []
  }

  /// A value that the scenario has anyway is no choice of the learner.
  private mutating func set(_ knob: Knob, to value: KnobValue) {
    choices[knob.id] = value == standard(knob) ? nil : value
  }

  private mutating func walkScenarios(_ step: Int) -> [Effect] {
    let names = ownScenarios.map(\.name)
    guard let now = name.flatMap({ names.firstIndex(of: $0) }), names.indices.contains(now + step)
    else { return [] }
    name = names[now + step]
    choices = Choices()
    sweep = nil
    return [.loadScenario(names[now + step])]
  }

  mutating func switchPane(by step: Int) {
    let all = Pane.allCases
    show(all[(pane.rawValue + step + all.count) % all.count])
  }

  mutating func show(_ wanted: Pane) {
    pane = wanted
    if wanted != .setup { right = wanted }
    if wanted != .replay { replay?.pause() }
  }

  private mutating func move(_ action: Action, _ context: Context) {
    let area = panes(context).rect(of: pane)
    let step =
      switch action {
      case .down: 1
      case .up: -1
      case .pageDown: max(1, area.rows - 4)
      case .pageUp: -max(1, area.rows - 4)
      case .first: -100_000
      case .last: 100_000
      default: 0
      }
    switch pane {
    case .setup: row = min(max(0, row + step), rowsOfSetup.count - 1)
    case .result:
      resultPosition.move(action, on: resultPage(area.columns, context), rows: area.rows)
    case .compare:
      comparePosition.move(action, on: comparePage(area.columns, context), rows: area.rows)
    case .replay:
      replay?.scrollWhy(by: step, width: area.columns, rows: max(1, area.rows - 4), context)
    case .sweep:
      guard let shown = sweep else { break }
      let count = shown.table(width: area.columns - 1, context).count
      sweep?.top = min(max(0, shown.top + step), max(0, count - 4))
    }
  }

  // MARK: Typing and clicking

  public mutating func type(_ key: Key, _ context: Context) -> [Effect] {
    if case .mouse(let event) = key { return click(event, context) }
    guard let typing else { return [] }
    switch key {
    case .escape: self.typing = nil
    case .enter: return finishTyping(typing, context)
    case .tab where typing == .exportPath:
      let names = exportNames
      let at = names.firstIndex(of: editor.text) ?? -1
      editor = LineEditor(names[(at + 1) % names.count], limit: 200)
    default: _ = editor.handle(key)
    }
    return []
  }

  private mutating func finishTyping(_ what: Typing, _ context: Context) -> [Effect] {
    let text = editor.text
    switch what {
    case .seed:
      guard !text.isEmpty else { break }
      seed = text
    case .value(let id):
      guard let knob = lab?.knob(id) else { break }
      do {
        set(knob, to: try knob.value(from: text))
      } catch {
        // The field stays open with what was typed.
        notice = Notice(context.say(error.message), role: .bad)
        return []
      }
    case .savePath:
      guard !text.isEmpty, let scenario else { break }
      isSaving = true
      typing = nil
      let saved = scenario.with(choices: choices.over(scenario.choices))
      return [.writeFile(path: text, text: writeScenario(saved))]
    case .exportPath:
      guard !text.isEmpty, let exported = exported(to: text, context) else { break }
      typing = nil
      return [.writeFile(path: text, text: exported)]
    }
    typing = nil
    return []
  }

  /// Names for an export: their ends say what is written.
  var exportNames: [String] {
    let base = (id?.rawValue ?? "lab") + "-" + (name ?? "run")
    if pane == .sweep { return [base + "-sweep.csv", base + "-sweep.json"] }
    return ["", "-metrics", "-decisions", "-series"].map { end in
      base + end + (end.isEmpty ? ".json" : ".csv")
    }
  }

  private func exported(to path: String, _ context: Context) -> String? {
    if pane == .sweep {
      return sweep.map { path.hasSuffix(".csv") ? $0.sweep.csvText : $0.sweep.jsonValue.text }
    }
    guard let outcome else { return nil }
    let export = RunExport(outcome, wording: context.say)
    guard path.hasSuffix(".csv") else { return export.json }
    if path.hasSuffix("-decisions.csv") { return export.decisionsCSV }
    return path.hasSuffix("-series.csv") ? export.seriesCSV : export.metricsCSV
  }

  private mutating func click(_ event: MouseEvent, _ context: Context) -> [Effect] {
    guard id != nil else {
      let page = listPage(context)
      if case .go(let place)? = listPosition.handleMouse(
        .mouse(event), on: page, in: pageArea(context))
      {
        wantsPlace = place
      }
      return []
    }
    guard typing == nil, scenario != nil else { return [] }
    let layout = panes(context)
    switch event.kind {
    case .wheelUp, .wheelDown:
      if let under = layout.pane(at: event.position) { show(under) }
      if pane == .replay, replay?.isWhyOpen != true {
        return perform(.replay(event.kind == .wheelUp ? .previous : .next), context)
      }
      for _ in 0..<(pane == .setup ? 1 : 3) { move(event.kind == .wheelUp ? .up : .down, context) }
    case .press:
      if let tab = layout.tab(at: event.position) {
        show(tab)
      } else if let under = layout.pane(at: event.position) {
        show(under)
        if under == .setup { clickSetup(event.position, in: layout.rect(of: .setup), context) }
      }
    default: break
    }
    return []
  }

  private mutating func clickSetup(_ position: Position, in rect: Rect, _ context: Context) {
    let lines = setupLines
    let at = firstLine(lines, in: rect, context) + position.row - rect.row
    if lines.indices.contains(at), position.row - rect.row < listRows(rect, context),
      case .row(let index) = lines[at]
    {
      row = index
    }
  }
}
