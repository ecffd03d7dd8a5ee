import Cluster
import KubeScheduling
import Simulation

/// Pods of a job that start together.
struct StartUnit: Sendable {
  let job: JobIndex
  let pods: [PodIndex]
  /// As its user declared it; `nil`: for ever.
  let duration: SimDuration?

  /// By the declared duration, at least a nanosecond after the start; the end of time at the latest.
  func end(from start: SimTime) -> SimTime? {
    duration.map { duration in
      let (end, overflow) = start.nanoseconds.addingReportingOverflow(max(1, duration.nanoseconds))
      return SimTime(nanoseconds: overflow ? .max : end)
    }
  }
}

/// The cluster now and, by declared durations, later: which pods are gone when, and what is
/// promised.
///
/// A place in time is a state of the whole cluster, so that the filters of kube-scheduler can be
/// asked about it. Nodes that are out of use now are taken to stay so.
struct BackfillTimeline {
  /// Pods that hold nodes until a time; `nil`: for ever.
  struct Holder {
    let end: SimTime?
    let pods: [PodIndex]
  }

  let now: SimTime
  /// The cluster now, with what starts now.
  private(set) var state: ClusterState
  private(set) var holders: [Holder]
  var reservations: [StartReservation] = []
  let packer: PodPacker

  init(now: SimTime, state: ClusterState, holders: [Holder], packer: PodPacker) {
    self.now = now
    self.state = state
    self.holders = holders
    self.packer = packer
  }

  /// Lets a unit start now.
  mutating func start(_ unit: StartUnit, at places: [StartReservation.Place]) {
    for place in places { packer.put(place, in: &state) }
    holders.append(Holder(end: unit.end(from: now), pods: unit.pods))
  }

  /// The cluster at a time, with the reservations that count then.
  func state(at time: SimTime, without job: JobIndex? = nil) -> ClusterState {
    var state = state
    if time > now {
      for holder in holders {
        guard let end = holder.end, end <= time else { continue }
        for pod in holder.pods { state.remove(pod) }
      }
    }
    for item in reservations where item.job != job && item.start <= time {
      if let end = item.end, end <= time { continue }
      for place in item.places { packer.put(place, in: &state) }
    }
    return state
  }

  /// Nodes for all pods of the unit at a time, so that every reservation stands; `nil`: none.
  ///
  /// `isHeadFree`: the reserved job may take other nodes, as long as it starts in time.
  func places(
    for unit: StartUnit, at time: SimTime, isHeadFree: Bool = false
  ) -> [StartReservation.Place]? {
    let base = state(at: time)
    let end = unit.end(from: time)
    let later = reservations.filter { $0.start > time && end.map($0.start.isBefore) ?? true }
    for avoids in later.isEmpty ? [false] : [false, true] {
      var trial = base
      if avoids {
        for place in later.flatMap(\.places) { trial.setUnschedulable(true, on: place.node) }
      }
      guard let places = packer.pack(unit.pods, &trial) else {
        if avoids { continue }
        return nil
      }
      if later.allSatisfy({ stands($0, beside: places, isFree: isHeadFree) }) { return places }
    }
    return nil
  }

  /// Whether a reservation can be kept beside pods on these nodes.
  private func stands(
    _ item: StartReservation, beside places: [StartReservation.Place], isFree: Bool
  ) -> Bool {
    var then = state(at: item.start, without: item.job)
    for place in places { packer.put(place, in: &then) }
    if packer.fits(item.places, &then) { return true }
    guard isFree else { return false }
    then = state(at: item.start, without: item.job)
    for place in places { packer.put(place, in: &then) }
    return packer.pack(item.places.map(\.pod), &then) != nil
  }

  /// Whether the nodes of an old promise still serve at its time, or at once when that has passed.
  func renewed(_ promise: StartReservation, for unit: StartUnit) -> StartReservation? {
    guard promise.places.map(\.pod) == unit.pods else { return nil }
    let start = max(now, promise.start)
    let end = unit.end(from: start)
    var then = state(at: start)
    guard packer.fits(promise.places, &then),
      reservations.filter({ $0.start > start && end.map($0.start.isBefore) ?? true })
        .allSatisfy({ stands($0, beside: promise.places, isFree: false) })
    else { return places(for: unit, at: start).map { reservation(of: unit, at: start, $0) } }
    return reservation(of: unit, at: start, promise.places)
  }

  /// The first start at which all reservations stand, before `limit`; `nil`: none.
  func earliestStart(of unit: StartUnit, before limit: SimTime? = nil) -> StartReservation? {
    var search = StartSearch(unit, before: limit, in: self)
    while !search.isOver { search.step(self) }
    return search.found
  }

  func reservation(
    of unit: StartUnit, at start: SimTime, _ places: [StartReservation.Place]
  ) -> StartReservation {
    StartReservation(job: unit.job, start: start, end: unit.end(from: start), places: places)
  }
}

/// Looks for the first start at which all reservations stand, one moment after the other.
struct StartSearch: Sendable {
  let unit: StartUnit
  private let times: [SimTime]
  private var next = 0
  private(set) var found: StartReservation?
  private(set) var isOver = false

  /// Only starts before `limit` count. The timeline must not change meanwhile.
  init(_ unit: StartUnit, before limit: SimTime?, in timeline: BackfillTimeline) {
    self.unit = unit
    let now = timeline.now
    var times = [now]
    times += timeline.holders.compactMap(\.end).filter { $0 > now }
    times += timeline.reservations.compactMap(\.end).filter { $0 > now }
    times.sort()
    var distinct: [SimTime] = []
    for time in times where time != distinct.last {
      if let limit, time >= limit { break }
      distinct.append(time)
    }
    self.times = distinct
  }

  mutating func step(_ timeline: BackfillTimeline) {
    guard next < times.count else {
      isOver = true
      return
    }
    let time = times[next]
    next += 1
    guard let places = timeline.places(for: unit, at: time) else { return }
    found = timeline.reservation(of: unit, at: time, places)
    isOver = true
  }
}

extension SimTime {
  fileprivate func isBefore(_ other: SimTime) -> Bool { self < other }
}

/// Puts pods on nodes as kube-scheduler's filters allow and the profile's scores wish.
struct PodPacker: Sendable {
  let scheduler: Scheduler

  /// One profile for pods of whatever scheduler name.
  init(_ profile: SchedulingProfile, for plan: WorkPlan) {
    var profiles = [profile]
    for pod in plan.pods where !profiles.contains(where: { $0.schedulerName == pod.schedulerName })
    {
      var other = profile
      other.schedulerName = pod.schedulerName
      profiles.append(other)
    }
    scheduler = Scheduler(profiles)
  }

  /// Places all pods one after another, or answers `nil`.
  func pack(_ pods: [PodIndex], _ state: inout ClusterState) -> [StartReservation.Place]? {
    let places = packAsMany(pods, &state)
    return places.count == pods.count ? places : nil
  }

  /// Places pods up to the first that finds no node.
  func packAsMany(_ pods: [PodIndex], _ state: inout ClusterState) -> [StartReservation.Place] {
    var places: [StartReservation.Place] = []
    for pod in pods {
      var scheduler = scheduler
      guard let node = scheduler.schedule(pod, in: state).node else { break }
      let place = StartReservation.Place(pod: pod, node: node)
      put(place, in: &state)
      places.append(place)
    }
    return places
  }

  func put(_ place: StartReservation.Place, in state: inout ClusterState) {
    state.place(place.pod, on: place.node, gpus: gpus(place, state))
  }

  /// Which GPUs the profile gives the pod; `nil` leaves it to the node.
  func gpus(_ place: StartReservation.Place, _ state: ClusterState) -> [Int]? {
    scheduler.profile(for: place.pod, in: state)?.chooseGPUs?(place.pod, place.node, state)
  }

  /// Places all pods on their nodes unless a filter objects.
  func fits(_ places: [StartReservation.Place], _ state: inout ClusterState) -> Bool {
    for place in places {
      guard passes(place, state) else { return false }
      put(place, in: &state)
    }
    return true
  }

  func passes(_ place: StartReservation.Place, _ state: ClusterState) -> Bool {
    guard let profile = scheduler.profile(for: place.pod, in: state) else { return false }
    return profile.filters.allSatisfy {
      $0.prepare(place.pod, state)?.passes(place.node, state) ?? true
    }
  }

  /// The first filter that objects; `nil`: none.
  func failure(_ place: StartReservation.Place, _ state: ClusterState) -> FilterFailure? {
    guard let profile = scheduler.profile(for: place.pod, in: state) else { return nil }
    for filter in profile.filters {
      if let failure = filter.prepare(place.pod, state)?.explain(place.node, state) {
        return failure
      }
    }
    return nil
  }

  /// What all nodes say to the first pod that finds none.
  func refusal(of pods: [PodIndex], _ state: ClusterState) -> KubeScheduling.Explanation? {
    var trial = state
    let placed = packAsMany(pods, &trial).count
    guard placed < pods.count else { return nil }
    var scheduler = scheduler
    return scheduler.explain(pods[placed], in: trial)
  }
}
