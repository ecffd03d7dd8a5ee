import Simulation

/// A queue of jobs under one of the backfill policies.
///
/// A value: `decide` tells what may start now; the caller starts it, ends it, and asks again after every
/// change. Conservative backfilling remembers its promises between the calls.
public struct BackfillQueue: Sendable {
  public let policy: Backfill.Policy
  /// Waiting jobs, first come first served.
  public private(set) var jobs: [Backfill.Job] = []
  /// Conservative: the promised starts.
  private var promises: [String: SimTime] = [:]

  public init(policy: Backfill.Policy) { self.policy = policy }

  /// Adds a job at the end. A name that waits already is refused with `false`, and so is a negative
  /// request.
  public mutating func submit(_ job: Backfill.Job) -> Bool {
    guard !jobs.contains(where: { $0.name == job.name }),
      job.requests.allSatisfy({ $0.value >= 0 })
    else { return false }
    jobs.append(job)
    return true
  }

  /// Takes a job away that was cancelled.
  public mutating func cancel(_ name: String) {
    jobs.removeAll { $0.name == name }
    promises[name] = nil
  }

  /// Decides at a moment and takes the jobs that start out of the queue.
  ///
  /// `free` is what is free now; what `running` jobs hold comes back at their declared ends.
  public mutating func decide(
    at now: SimTime, free: [String: Int], running: [Backfill.Running]
  ) -> Backfill.Decision {
    let names = Set(jobs.flatMap(\.requests.keys)).union(free.keys)
    var profile = ResourceProfile(resources: names.sorted(), now: now, free: free)
    for item in running {
      profile.release(profile.amounts(item.job.requests), from: item.expectedEnd(at: now))
    }
    var decision = Backfill.Decision()
    switch policy {
    case .fifo: decideInOrder(now, &profile, &decision)
    case .easy: decideEasily(now, &profile, &decision)
    case .conservative: decideConservatively(now, &profile, &decision)
    }
    let started = Set(decision.starts.map(\.job))
    jobs.removeAll { started.contains($0.name) }
    for name in started { promises[name] = nil }
    return decision
  }

  // MARK: - FIFO

  /// Starts jobs from the front as long as they fit; returns the position of the first that does not.
  @discardableResult
  private func decideInOrder(
    _ now: SimTime, _ profile: inout ResourceProfile, _ decision: inout Backfill.Decision
  ) -> Int {
    var head = 0
    while head < jobs.count {
      let job = jobs[head]
      let amounts = profile.amounts(job.requests)
      guard profile.shortages(amounts, in: profile.freeNow).isEmpty else { break }
      profile.take(amounts, from: now, to: job.end(from: now))
      decision.start(job, .inOrder)
      head += 1
    }
    guard policy == .fifo, head < jobs.count else { return head }
    decision.wait(jobs[head], shortage(jobs[head], profile))
    for job in jobs[(head + 1)...] {
      decision.wait(job, .behind(head: jobs[head].name))
    }
    return head
  }

  private func shortage(_ job: Backfill.Job, _ profile: ResourceProfile) -> Backfill.Wait {
    let amounts = profile.amounts(job.requests)
    let atLast = profile.steps.last.map { profile.shortages(amounts, in: $0.free) } ?? []
    if !atLast.isEmpty { return .neverFits(atLast) }
    return .shortages(profile.shortages(amounts, in: profile.freeNow))
  }

  // MARK: - EASY

  /// After the head, whatever does not move the head's earliest start.
  private func decideEasily(
    _ now: SimTime, _ profile: inout ResourceProfile, _ decision: inout Backfill.Decision
  ) {
    let position = decideInOrder(now, &profile, &decision)
    guard position < jobs.count else { return }
    let head = jobs[position]
    let needs = profile.amounts(head.requests)
    let promised = profile.earliestStart(of: head, amounts: needs, notBefore: now)
    decision.wait(head, shortage(head, profile))
    if let promised {
      decision.reservations = [
        Backfill.Reservation(job: head.name, start: promised, end: head.end(from: promised))
      ]
    }
    for job in jobs[(position + 1)...] {
      let amounts = profile.amounts(job.requests)
      let end = job.end(from: now)
      guard profile.shortages(amounts, in: profile.freeNow).isEmpty else {
        decision.wait(job, shortage(job, profile))
        continue
      }
      var changed = profile
      changed.take(amounts, from: now, to: end)
      guard let promised else {
        // A head that never fits cannot be delayed.
        profile = changed
        decision.start(job, .besideHead(head: head.name))
        continue
      }
      let later = changed.earliestStart(of: head, amounts: needs, notBefore: now) ?? promised
      if later > promised {
        decision.wait(job, .wouldDelay(job: head.name, by: delay(from: promised, to: later)))
        continue
      }
      profile = changed
      decision.start(
        job,
        end <= promised
          ? .endsBeforeHead(head: head.name, spare: delay(from: end, to: promised))
          : .besideHead(head: head.name))
    }
  }

  private func delay(from early: SimTime, to late: SimTime) -> SimDuration {
    SimDuration(nanoseconds: Clamped.difference(late.nanoseconds, early.nanoseconds))
  }

  // MARK: - Conservative

  /// Keeps every promise, improves what can be improved, and promises new jobs their earliest start.
  ///
  /// Promises that cannot be kept, because somebody ran longer than declared or something broke, are made
  /// anew in the order of the queue.
  private mutating func decideConservatively(
    _ now: SimTime, _ profile: inout ResourceProfile, _ decision: inout Backfill.Decision
  ) {
    let bare = profile
    // Promises first, so that no improvement touches one.
    var kept: [String: SimTime] = [:]
    for job in jobs {
      guard let promise = promises[job.name] else { continue }
      let amounts = profile.amounts(job.requests)
      let start = max(promise, now)
      if profile.fits(amounts, from: start, to: job.end(from: start)) {
        profile.take(amounts, from: start, to: job.end(from: start))
        kept[job.name] = start
      }
    }
    promises = [:]
    for job in jobs {
      let amounts = profile.amounts(job.requests)
      if let start = kept[job.name] {
        profile.giveBack(amounts, from: start, to: job.end(from: start))
      }
      let start = profile.earliestStart(of: job, amounts: amounts, notBefore: now)
      guard let start else {
        decision.wait(job, shortage(job, bare))
        continue
      }
      profile.take(amounts, from: start, to: job.end(from: start))
      promises[job.name] = start
    }
    explain(now, bare, profile, &decision)
  }

  private func explain(
    _ now: SimTime, _ bare: ResourceProfile, _ planned: ResourceProfile,
    _ decision: inout Backfill.Decision
  ) {
    var waits: [String: Backfill.Wait] = [:]
    for item in decision.waits { waits[item.job] = item.why }
    decision.waits = []
    // What is free beside the jobs that start now.
    var current = bare
    var isInOrder = true
    for job in jobs where promises[job.name] == now {
      current.take(current.amounts(job.requests), from: now, to: job.end(from: now))
    }
    for job in jobs {
      guard let start = promises[job.name] else {
        decision.wait(job, waits[job.name] ?? shortage(job, bare))
        isInOrder = false
        continue
      }
      if start == now {
        decision.start(job, isInOrder ? .inOrder : .inHole)
        continue
      }
      isInOrder = false
      decision.reservations.append(
        Backfill.Reservation(job: job.name, start: start, end: job.end(from: start)))
      let amounts = current.amounts(job.requests)
      let missing = current.shortages(amounts, in: current.freeNow)
      if missing.isEmpty, let delayed = firstDelayed(by: job, now, planned) {
        decision.wait(job, .wouldDelay(job: delayed.job, by: delayed.delay))
      } else {
        decision.wait(job, .shortages(missing))
      }
    }
  }

  /// The earliest promise that would be broken if a job started now, and by how much.
  private func firstDelayed(
    by job: Backfill.Job, _ now: SimTime, _ planned: ResourceProfile
  ) -> (job: String, delay: SimDuration)? {
    var profile = planned
    let amounts = profile.amounts(job.requests)
    if let own = promises[job.name] {
      profile.giveBack(amounts, from: own, to: job.end(from: own))
    }
    profile.take(amounts, from: now, to: job.end(from: now))
    let others = jobs.filter { $0.name != job.name && promises[$0.name] ?? now > now }
    let byStart = others.enumerated().sorted { a, b in
      let (x, y) = (promises[a.element.name] ?? now, promises[b.element.name] ?? now)
      return (x.nanoseconds, a.offset) < (y.nanoseconds, b.offset)
    }
    for (_, other) in byStart {
      guard let start = promises[other.name],
        profile.isOverdrawn(from: start, to: other.end(from: start))
      else { continue }
      let needs = profile.amounts(other.requests)
      var without = profile
      without.giveBack(needs, from: start, to: other.end(from: start))
      let later = without.earliestStart(of: other, amounts: needs, notBefore: start) ?? start
      return (other.name, delay(from: start, to: later))
    }
    return nil
  }
}
