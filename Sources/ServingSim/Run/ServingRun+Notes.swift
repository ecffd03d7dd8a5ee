import Simulation

/// What a run writes down.
extension ServingRun {
  mutating func note(
    _ request: Int, _ kind: ServingEvent.Kind, at time: SimTime, _ replica: Int, step: Int
  ) {
    events.append(
      ServingEvent(time: time, step: step, request: request, replica: replica, kind: kind))
  }

  /// Requests that joined or left at the start of a step; a step that was not made (because nobody
  /// is left) counts as the next one.
  mutating func noteComingAndGoing(_ replica: Int) {
    let isMade = replicas[replica].activity == .step
    let step = replicas[replica].number + (isMade ? 0 : 1)
    let start = replicas[replica].start
    for request in replicas[replica].joined {
      let time =
        replicas[replica].role == .decode
        ? records[request].lastToken ?? start
        : fleet.failures.sentAgain[request] ?? records[request].arrival
      note(request, .arrived, at: time, replica, step: step)
    }
    for request in replicas[replica].aborted {
      records[request].outcome = .aborted
      doneCount += 1
      if fleet.failures.isPossible { fleet.failures.forget(request) }
      changeAssigned(replica, by: -1)
      note(request, .aborted, at: start, replica, step: step)
      logs[replica].hash.mix(-2)
      logs[replica].hash.mix(request)
      freePrefillBlocks(ofAborted: request)
    }
  }

  mutating func noteAdmissions(_ replica: Int) {
    let start = replicas[replica].start
    let number = replicas[replica].number
    for item in replicas[replica].engine.step.preempted {
      records[item.victim].preemptions += 1
      note(
        item.victim, .preempted(inFavourOf: item.inFavourOf, lostTokens: item.lostTokens),
        at: start, replica, step: number)
    }
    for item in replicas[replica].engine.step.admitted {
      if records[item.request].admitted == nil {
        records[item.request].admitted = replicas[replica].decided
        records[item.request].hitTokens = item.hitTokens
      }
      note(
        item.request, .admitted(hitTokens: item.hitTokens, knownTokens: item.knownTokens),
        at: start, replica, step: number)
    }
  }

  // MARK: A step

  /// The step that is due has ended; false when the replica rests until something comes.
  mutating func completeStep(_ replica: Int) -> Bool {
    let start = replicas[replica].start
    let goesOn = replicas[replica].complete()
    let steady = noteTokens(replica, since: start)
    noteEndings(replica)
    appendRow(replica, since: start, steady: steady)
    mixStep(replica)
    return goesOn
  }

  /// Returns the tokens that came one step after the one before.
  private mutating func noteTokens(_ replica: Int, since start: SimTime) -> Int {
    var steady = 0
    let number = replicas[replica].number
    for request in replicas[replica].engine.step.emitted {
      records[request].outputTokens += 1
      if let last = records[request].lastToken {
        if last == start, start != now {
          steady += 1
        } else {
          logs[replica].oddGaps.append((now - last).nanoseconds)
        }
      } else {
        records[request].firstToken = now
        note(request, .firstToken, at: now, replica, step: number)
      }
      records[request].lastToken = now
    }
    return steady
  }

  private mutating func noteEndings(_ replica: Int) {
    let number = replicas[replica].number
    for request in replicas[replica].engine.step.finished {
      changeAssigned(replica, by: -1)
      logs[replica].tally.finished += 1
      if replicas[replica].role == .prefill, plan.isHandedOver(request) {
        tally(request, on: replica, isWhole: false)
        fleet.handovers.append(request)
        continue
      }
      records[request].outcome = .finished
      records[request].ended = now
      doneCount += 1
      tally(request, on: replica, isWhole: true)
      note(
        request, .finished(outputTokens: records[request].outputTokens), at: now, replica,
        step: number)
    }
  }

  private mutating func tally(_ request: Int, on replica: Int, isWhole: Bool) {
    let record = records[request]
    let admitted = record.admitted ?? record.arrival
    logs[replica].tally.promptTokens += plan.requests[request].promptTokens
    logs[replica].tally.outputTokens += record.outputTokens
    logs[replica].tally.queue += (admitted - record.arrival).nanoseconds
    logs[replica].tally.prefill += ((record.firstToken ?? now) - admitted).nanoseconds
    if isWhole { logs[replica].tally.decode += (now - (record.firstToken ?? now)).nanoseconds }
  }

  private mutating func appendRow(_ replica: Int, since start: SimTime, steady: Int) {
    let row = replicas[replica].row(since: start, until: now, steady: steady)
    logs[replica].shelf.add(work: replicas[replica].workOfStep())
    if row.scheduledTokens > 0 { logs[replica].tally.busy += (now - start).nanoseconds }
    logs[replica].steps.append(row)
  }

  // MARK: Plain steps

  /// The engine makes steps of its plan.
  mutating func makePlanned(_ replica: Int, _ count: Int) {
    guard count > 0 else { return }
    let (plain, ends) = replicas[replica].makePlanned(count)
    guard let last = ends.last else { return }
    let end = SimTime(nanoseconds: last)
    for slot in replicas[replica].engine.running {
      let request = replicas[replica].engine.id(of: slot)
      records[request].outputTokens += count
      records[request].lastToken = end
    }
    logs[replica].tally.busy += last - plain.start
    logs[replica].shelf.add(work: replicas[replica].stretch.taken.count + plain.sequences)
    logs[replica].steps.append(plain, ends: ends, replicas[replica].stretch.events)
    mixPlain(replica, ends)
  }

  // MARK: Digest

  /// What changed, in whole numbers: blocks given up and handed out, the step's end; then only what a
  /// plain step has not. A sequence that computed one token is not told, because the running list
  /// follows from the admissions, preemptions and endings.
  private mutating func mixStep(_ replica: Int) {
    replicas[replica].mixStep(into: &logs[replica].hash, end: now)
  }

  private mutating func mixPlain(_ replica: Int, _ ends: ArraySlice<Int>) {
    var hash = logs[replica].hash
    var event = 0
    var before = (taken: 0, evicted: 0)
    let stretch = replicas[replica].stretch
    let sequences = setup.engine.radix == nil ? nil : replicas[replica].engine.runningCount
    for (offset, end) in ends.enumerated() {
      if sequences == nil, event < stretch.events.count, stretch.events[event].step == offset {
        let item = stretch.events[event]
        for place in before.evicted..<item.evicted { hash.mix(Int(stretch.evicted[place])) }
        for place in before.taken..<item.taken { hash.mix(Int(stretch.taken[place])) }
        before = (item.taken, item.evicted)
        event += 1
      }
      hash.mix(end)
      if let sequences { hash.mix(sequences) }
    }
    logs[replica].hash = hash
  }

  /// Names the run by all its state changes; equal setups have equal digests on every machine.
  public var digestText: String {
    var digest = RunDigest()
    digest.feed("serving-run/2")
    for (request, record) in records.enumerated() {
      if record.outcome == .rejected { digest.feed(-1, request) }
      if replicas.count > 1 { digest.feed(record.replica, record.decodeReplica) }
      if record.retries > 0 { digest.feed(-2, record.retries) }
    }
    for log in logs {
      digest.feed(log.steps.count)
      log.hash.feed(&digest)
    }
    return digest.text()
  }
}
