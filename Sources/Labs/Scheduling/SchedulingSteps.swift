import Cluster
import ClusterRun
import Simulation
import Wording

// What happened, step by step, as sentences.

extension SchedulingReplay {
  func decision(at step: Int) -> Labs.Decision? {
    guard let item = traceStep(step) else { return nil }
    return Labs.Decision(
      time: item.time, sentence: sentence(item), kind: kind(item), subjects: subjects(of: item))
  }

  private func subjects(of item: TraceStep) -> [String] {
    var names: [String] = []
    if let pod = item.pod { names.append(name(pod)) }
    if let job = item.job, item.pod == nil || world.jobs[job].podCount > 1 {
      names.append(jobName(job))
    }
    return names
  }

  private func kind(_ item: TraceStep) -> String {
    switch item.kind {
    case .arrived: "arrived"
    case .placed, .confirmed: "placed"
    case .unschedulable: "unschedulable"
    case .finished: "finished"
    case .queued: "queued"
    case .admitted: "admitted"
    case .pended: "pended"
    case .suspended, .evicted: "preempted"
    case .reserved: "reserved"
    case .released: "released"
    case .nominated: "nominated"
    case .gated: "gated"
    case .gone, .restarted: "gone"
    case .failed, .lost, .gaveUp: "failed"
    case .nodeFailed, .nodeRepaired, .nodeCordoned, .nodeUncordoned, .nodeDraining, .quotaChanged:
      "cluster"
    case .deadlock: "deadlock"
    case .deallocated: "released"
    }
  }

  func sentence(_ item: TraceStep) -> Message {
    let pod = item.pod.map(name) ?? ""
    let job = item.job.map(jobName) ?? ""
    let node = nodeName(item.node)
    func say(_ key: String, _ arguments: String...) -> Message {
      Message("lab.scheduling." + key, arguments: arguments)
    }
    switch item.kind {
    case .arrived: return say("arrived", pod, item.pod.map { wants($0) } ?? "")
    case .placed:
      return say(
        "placed", pod, node, String(item.feasible), String(item.feasible + item.refused))
    case .unschedulable:
      switch item.refused {
      case 0: return say("unschedulable.none", pod)
      case 1: return say("unschedulable.one", pod)
      default: return say("unschedulable", pod, String(item.refused))
      }
    case .finished: return say("finished", pod, node)
    case .queued: return say("queued", job, item.job.map { wants(job: $0) } ?? "")
    case .admitted: return say("admitted", job)
    case .pended:
      return item.pendCause.map { say("pended.\($0)", job) } ?? say("pended", job)
    case .suspended: return cause(item.cause, who: job, at: "suspended")
    case .reserved: return say("reserved", pod, node)
    case .confirmed: return say("confirmed", pod, node)
    case .released: return say("released", pod, node)
    case .nominated: return node.isEmpty ? say("unnominated", pod) : say("nominated", pod, node)
    case .gated: return say("gated", pod)
    case .evicted: return cause(item.cause, who: pod, at: "evicted", node)
    case .gone: return say("gone", pod, node)
    case .failed: return say("failed", pod, node)
    case .lost: return say("lost", pod, node)
    case .restarted: return say("restarted", pod, job)
    case .gaveUp: return say("gaveUp", job)
    case .nodeFailed: return say("node.failed", node)
    case .nodeRepaired: return say("node.repaired", node)
    case .nodeCordoned: return say("node.cordoned", node)
    case .nodeUncordoned: return say("node.uncordoned", node)
    case .nodeDraining: return say("node.draining", node)
    case .quotaChanged: return say("quota")
    case .deadlock: return say("deadlock")
    case .deallocated: return say("deallocated", pod)
    }
  }

  /// The sentence of an eviction or suspension names for whom it is.
  private func cause(
    _ cause: EvictionCause?, who: String, at key: String, _ node: String = ""
  ) -> Message {
    let base = "lab.scheduling." + key
    switch cause {
    case .preemptedBy(let pod): return Message(base + ".pod", who, name(pod), node)
    case .preemptedByJob(let job): return Message(base + ".job", who, jobName(job), node)
    case .reclaimedFor(let queue, let job):
      return Message(base + ".queue", who, jobName(job), queue, node)
    case .movedFor(let job): return Message(base + ".moved", who, jobName(job), node)
    case .drained: return Message(base + ".drained", who, node)
    case .gangBroken: return Message(base + ".gang", who, node)
    case .quotaLost: return Message(base + ".quota", who, node)
    case .podsNotReady: return Message(base + ".not-ready", who, node)
    case .nodeUnusable(let lost): return Message(base + ".node", who, nodeName(lost), node)
    case nil: return Message(base + ".plain", who, node)
    }
  }
}
