import Learning
import NcursesDriver
import TerminalUI
import Tutor

/// The loop of the full-screen program: draws, waits for a key, hands it to `update`, performs the effects.
struct TutorShell: ~Copyable {
  private var terminal: Terminal
  private var state: AppState
  private var services: Services
  /// Events handled in one part of a slice; adapted so that it takes a millisecond or two.
  private var sliceSize = 64

  init(terminal: consuming Terminal, state: AppState, services: Services) {
    self.terminal = terminal
    self.state = state
    self.services = services
  }

  /// - Returns: the exit status.
  consuming func run() -> Int32 {
    defer { services.record.rest() }
    if let events = services.loadSavedContent() {
      // An index is read while the terminal answers for its colours: the first frame is the whole one.
      if let status = dispatch(events) { return status }
    } else {
      // Reading all lessons takes longer; until then the first frame says so.
      terminal.draw(draw(state))
      if let status = dispatch(services.loadContent()) { return status }
    }
    terminal.draw(draw(state))
    while true {
      // Without a run and with nothing left to draw it waits for good: nobody wakes while idle.
      let pause = state.wantsSlices ? state.slicePause : state.wantsRest ? 200 : nil
      guard let event = terminal.next(timeoutMilliseconds: pause) else {
        if let status = state.wantsSlices ? slice() : rest() { return status }
        continue
      }
      if let status = handle(event) { return status }
      // Keys that came in meanwhile are handled before the next frame, but never endlessly.
      var further = 0
      while further < 32, let event = terminal.next(timeoutMilliseconds: 0) {
        if let status = handle(event) { return status }
        further += 1
      }
      terminal.draw(draw(state))
    }
  }

  private mutating func handle(_ event: TerminalEvent) -> Int32? {
    switch event {
    case .key(let key):
      _ = update(&state, .clock(services.clock.now()))
      return dispatch([.key(key)])
    case .resize(let columns, let rows):
      return dispatch([.resize(columns: columns, rows: rows)])
    case .terminate(let status):
      // What the current screen still wants recorded is saved before the terminal is given back.
      _ = perform(finish(&state))
      return status
    }
  }

  /// Draws what waits for a moment without keys.
  private mutating func rest() -> Int32? {
    if let status = dispatch([.rest]) { return status }
    terminal.draw(draw(state))
    return nil
  }

  /// Lets a run go on for some milliseconds, in parts so short that one that takes unexpectedly long
  /// does not keep keys waiting.
  private mutating func slice() -> Int32? {
    let start = ContinuousClock.now
    var end = start
    repeat {
      let begin = end
      if let status = dispatch([.slice(events: sliceSize)]) { return status }
      end = ContinuousClock.now
      adaptSlice(to: end - begin)
    } while end - start < Self.sliceTime && state.wantsSlices && state.slicePause == 0
    terminal.draw(draw(state))
    return nil
  }

  /// With the frame that follows well within a sixtieth of a second.
  private static let sliceTime = Duration.milliseconds(8)

  /// Grows slowly and never far: the next events may take much longer than the last ones.
  private mutating func adaptSlice(to elapsed: Duration) {
    if elapsed < .milliseconds(1) {
      sliceSize = min(1_000, sliceSize * 2)
    } else if elapsed > .milliseconds(4) {
      let most = Double(sliceSize) * (Duration.milliseconds(2) / elapsed)
      sliceSize = max(1, Int(most))
    }
  }

  /// Handles events and everything that their effects bring; a status when the program should end.
  private mutating func dispatch(_ events: [AppEvent]) -> Int32? {
    var waiting = events
    while !waiting.isEmpty {
      let effects = update(&state, waiting.removeFirst())
      let (further, status) = perform(effects)
      if let status { return status }
      waiting += further
    }
    return nil
  }

  private mutating func perform(_ effects: [Effect]) -> (events: [AppEvent], status: Int32?) {
    var events: [AppEvent] = []
    var status: Int32?
    for effect in effects {
      switch effect {
      case .quit(let wanted): status = wanted
      case .setMouse(let isOn): terminal.setMouse(isOn)
      case .repaint: terminal.redraw()
      default: events += services.perform(effect)
      }
    }
    return (events, status)
  }
}
