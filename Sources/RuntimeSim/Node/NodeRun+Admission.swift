import Simulation

// A pod comes to the node: the admit handlers in the kubelet's order. A pod that one of them refuses
// fails for good.
//
// Source: Kubernetes v1.35, `pkg/kubelet/kubelet.go` `NewMainKubelet` (eviction, then allocation of
// resources, then predicates), `lifecycle/predicate.go` `Admit`, `cm/topologymanager/scope_container.go`,
// `cm/devicemanager/manager.go` and `topology_hints.go`, `eviction`.

extension NodeRun {
  mutating func bind(_ pod: Int) {
    note(.bound, pod)
    event(.scheduled, pod)
    note(.phase(.pending, nil), pod)
    guard !pods[pod].isDeleted else { return }
    admissionQueue.append(pod)
    admitNext()
  }

  /// The sync loop admits one pod after the other; a device plugin that does not answer stops it.
  private mutating func admitNext() {
    while !admissionBusy, !admissionQueue.isEmpty {
      let pod = admissionQueue.removeFirst()
      guard pods[pod].worker == .admission, !pods[pod].isDeleted else { continue }
      if hasPressure {
        refuse(pod, .evicted, .refusedUnderPressure)
        continue
      }
      allocate(pod)
    }
  }

  private func need(_ pod: Int) -> (cpu: Int, memory: Int) {
    // Init containers run one after the other, sidecars beside all that follow them.
    var beside = (cpu: 0, memory: 0)
    var most = (cpu: 0, memory: 0)
    for container in setup.pods[pod].containers {
      switch container.role {
      case .initial:
        most.cpu = max(most.cpu, beside.cpu + container.cpuMilli)
        most.memory = max(most.memory, beside.memory + container.memoryMiB)
      case .sidecar, .main:
        beside.cpu += container.cpuMilli
        beside.memory += container.memoryMiB
      }
    }
    return (max(most.cpu, beside.cpu), max(most.memory, beside.memory))
  }

  // MARK: Devices

  /// What the managers with hints are asked for, by pool.
  private func demands(_ pod: Int, _ container: ContainerPlan) -> [(pool: Int, count: Int)] {
    var demands = container.devices.compactMap { request in
      ledger.pool(.device(request.resource)).map { ($0, request.count) }
    }
    let isGuaranteed = setup.pods[pod].containers.allSatisfy(\.isGuaranteed)
    if isGuaranteed, container.cpuMilli > 0, container.cpuMilli % 1_000 == 0,
      let cores = ledger.pool(.cpu)
    {
      demands.append((cores, container.cpuMilli / 1_000))
    }
    return demands.map { (pool: $0.0, count: $0.1) }
  }

  /// What an init container was given is given again to those after it (`devicesToReuse` of the
  /// device manager, `cpusToReuse` of the CPU manager); a sidecar keeps its own.
  private mutating func allocate(_ pod: Int) {
    var callsPlugin = false
    var reusable = ledger.pools.map { [Int](repeating: 0, count: $0.free.count) }
    for (at, container) in setup.pods[pod].containers.enumerated() {
      let demands = demands(pod, container)
      guard !demands.isEmpty else { continue }
      let lists = demands.map {
        topology.hints(
          count: $0.count, free: ledger.pools[$0.pool].free, total: ledger.pools[$0.pool].total,
          reusable: reusable[$0.pool])
      }
      let merged = topology.merge(lists)
      alignments.append(
        TopologyAlignment(
          time: now, pod: pod, container: at,
          providers: zip(demands, lists).map { demand, hints in
            TopologyAlignment.Provider(
              resource: ledger.pools[demand.pool].resource, count: demand.count,
              free: ledger.pools[demand.pool].free, hints: hints)
          }, merged: merged.hint, isAdmitted: merged.isAdmitted))
      guard merged.isAdmitted else {
        ledger.release(pod: pod)
        refuse(pod, .topologyAffinityError, .topologyAffinity)
        return
      }
      for demand in demands {
        let pool = ledger.pools[demand.pool]
        let available = pool.free.reduce(0, +) + reusable[demand.pool].reduce(0, +)
        guard demand.count <= available else {
          ledger.release(pod: pod)
          refuse(
            pod, .unexpectedAdmissionError,
            .allocateFailed(
              resource: pool.resource.name, requested: demand.count, available: available, .ok))
          return
        }
        let taken = ledger.take(
          demand.count, pool: demand.pool, mask: merged.hint.mask, pod: pod,
          reusing: reusable[demand.pool])
        for node in taken.fresh.indices {
          if container.role == .initial {
            reusable[demand.pool][node] += taken.fresh[node]
          } else {
            reusable[demand.pool][node] -= taken.reused[node]
          }
        }
        if case .device = pool.resource { callsPlugin = true }
      }
    }
    ledger.checkInvariants()
    guard callsPlugin else {
      checkFit(pod)
      return
    }
    admissionBusy = true
    call(.allocate, pod, then: .allocated(pod))
  }

  mutating func allocated(_ pod: Int, _ outcome: CallOutcome) {
    admissionBusy = false
    if outcome == .ok {
      note(.devices(ledger.held(by: pod)), pod)
      checkFit(pod)
    } else {
      let request = setup.pods[pod].containers.flatMap(\.devices).first
      ledger.release(pod: pod)
      refuse(
        pod, .unexpectedAdmissionError,
        .allocateFailed(
          resource: request?.resource ?? "", requested: request?.count ?? 0, available: 0, outcome))
    }
    admitNext()
  }

  // MARK: Fit

  private mutating func checkFit(_ pod: Int) {
    let need = need(pod)
    let node = setup.node
    func lacks(
      _ resource: NodeResource, _ requested: Int, _ used: Int, _ capacity: Int
    ) -> KubeletEvent? {
      requested > 0 && requested > capacity - used
        ? .outOf(resource, requested: requested, used: used, capacity: capacity) : nil
    }
    var missing: (NodeResource, KubeletEvent)?
    if let event = lacks(.pods, 1, admitted, node.maxPods) {
      missing = (.pods, event)
    } else if let event = lacks(.cpu, need.cpu, usedCPU, node.cpuMilli) {
      missing = (.cpu, event)
    } else if let event = lacks(.memory, need.memory, usedMemory, node.memoryMiB) {
      missing = (.memory, event)
    }
    // A resource that the node does not know at all is not looked at: it could be the cluster's
    // (`lifecycle/predicate.go` `removeMissingExtendedResources`). The container runs without it.
    if let (resource, event) = missing {
      ledger.release(pod: pod)
      refuse(pod, .outOf(resource), event)
      return
    }
    usedCPU += need.cpu
    usedMemory += need.memory
    admitted += 1
    pods[pod].worker = .syncing
    for container in pods[pod].containers.indices { wait(pod, container, .creating) }
    reconcileVolumes(of: pod)
    startProbes(pod)
    wake(pod, at: now)
  }

  private mutating func refuse(_ pod: Int, _ reason: PodReason, _ event: KubeletEvent) {
    self.event(event, pod)
    pods[pod].reason = reason
    pods[pod].worker = .terminated
    setPhase(pod, .failed)
    if pods[pod].isDeleted { vanish(pod) }
  }

  /// What the pod held as a whole goes back: its sandbox and containers are gone.
  mutating func returnResources(_ pod: Int) {
    let need = need(pod)
    usedCPU -= need.cpu
    usedMemory -= need.memory
    admitted -= 1
    if ledger.held(by: pod) > 0 { note(.devices(0), pod) }
    ledger.release(pod: pod)
    ledger.checkInvariants()
  }
}
