/// NVIDIA KAI Scheduler, by the rules of its repository at 72de64fc8eca (2026-03-07, v0.13.0-rc1+142).
///
/// KAI calculates shares in floating point, so this room does too, in the same order of
/// operations; where the original walks a hash map, whose order changes from run to run, one fixed
/// order is taken (named at each place). Left out of the session: MIG profiles, DRA claims,
/// storage, topology constraints, minimum run times (their default is none), queue depth limits
/// (none by default), nested subgroups, and the label rules of Kubeflow and Ray for the order of
/// pods (say it with `Pod.order`).
public enum KAI {
  /// A quota or limit without bound, as KAI writes it.
  public static let unlimited = -1.0

  /// What queues share.
  public enum Resource: Int, CaseIterable, Hashable, Sendable {
    case cpu, memory, gpu
  }

  /// An amount of each resource: thousandths of a core, bytes, GPUs (a fraction is a shared GPU).
  public struct Amounts: Hashable, Sendable {
    public var cpu: Double
    public var memory: Double
    public var gpu: Double

    public init(cpu: Double = 0, memory: Double = 0, gpu: Double = 0) {
      self.cpu = cpu
      self.memory = memory
      self.gpu = gpu
    }

    public static let zero = Amounts()

    public subscript(resource: Resource) -> Double {
      get {
        switch resource {
        case .cpu: cpu
        case .memory: memory
        case .gpu: gpu
        }
      }
      set {
        switch resource {
        case .cpu: cpu = newValue
        case .memory: memory = newValue
        case .gpu: gpu = newValue
        }
      }
    }

    public static func + (a: Amounts, b: Amounts) -> Amounts {
      Amounts(cpu: a.cpu + b.cpu, memory: a.memory + b.memory, gpu: a.gpu + b.gpu)
    }

    public static func - (a: Amounts, b: Amounts) -> Amounts {
      Amounts(cpu: a.cpu - b.cpu, memory: a.memory - b.memory, gpu: a.gpu - b.gpu)
    }

    /// The first resource in which this is more than `bound`, whose -1 (or ours) means without
    /// bound; `nil` when it fits in all.
    func firstAbove(_ bound: Amounts) -> Resource? {
      Resource.allCases.first { Self.isAbove(self[$0], bound[$0]) }
    }

    /// At most `bound` in every resource; -1 on either side is more than everything but itself.
    func fits(_ bound: Amounts) -> Bool {
      !Self.isAbove(cpu, bound.cpu) && !Self.isAbove(memory, bound.memory)
        && !Self.isAbove(gpu, bound.gpu)
    }

    /// Less in every resource, by the bare numbers.
    func isLessEverywhere(than other: Amounts) -> Bool {
      cpu < other.cpu && memory < other.memory && gpu < other.gpu
    }

    private static func isAbove(_ amount: Double, _ bound: Double) -> Bool {
      if amount == unlimited { return bound != unlimited }
      return bound != unlimited && amount > bound
    }

    /// The sum with whole hundredths of GPUs: KAI accepts GPUs in hundredths, so a running sum has
    /// no other fraction, and rounding keeps it from drifting.
    func adding(_ change: Amounts, times sign: Double) -> Amounts {
      Amounts(
        cpu: cpu + sign * change.cpu, memory: memory + sign * change.memory,
        gpu: ((gpu + sign * change.gpu) * 100).rounded() / 100)
    }
  }
}
