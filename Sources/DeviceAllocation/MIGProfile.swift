import Simulation

/// A GPU that Multi-Instance GPU can cut, with its profiles.
///
/// Profiles, their compute slices and how many of each fit: NVIDIA MIG User Guide, "Supported MIG
/// Profiles" (docs.nvidia.com/datacenter/tesla/mig-user-guide). Positions and widths on the memory
/// axis: `nvidia-smi mig -lgipp` as that guide and A100-40GB, A100-80GB and H100 owners print it.
/// Both read 2026-11-23.
public enum MIGModel: String, Hashable, Sendable, CaseIterable {
  case a100With40GB = "A100-SXM4-40GB"
  case a100With80GB = "A100-SXM4-80GB"
  case h100With80GB = "H100-SXM5-80GB"

  /// Cut off from the eight memory slices: a GPU has seven for compute.
  public static let computeSlices = 7
  public static let memorySlices = 8

  /// Nominal gigabytes of one memory slice, as profile names count them. Drivers report a little
  /// less (4.75 GiB of a 1g.5gb).
  public var sliceGigabytes: Int { self == .a100With40GB ? 5 : 10 }

  /// Smallest first, and of one kind the one without media engines first.
  public var profiles: [MIGProfile] {
    [
      profile(1, memory: 1, starts: [0, 1, 2, 3, 4, 5, 6]),
      profile(1, memory: 1, starts: [0, 1, 2, 3, 4, 5, 6], media: true),
      profile(1, memory: 2, starts: [0, 2, 4, 6]),
      profile(2, memory: 2, starts: [0, 2, 4]),
      profile(3, memory: 4, starts: [0, 4]),
      profile(4, memory: 4, starts: [0]),
      profile(7, memory: 8, starts: [0]),
    ]
  }

  private func profile(
    _ compute: Int, memory: Int, starts: [Int], media: Bool = false
  ) -> MIGProfile {
    MIGProfile(
      name: "\(compute)g.\(memory * sliceGigabytes)gb\(media ? "+me" : "")",
      computeSlices: compute, memorySlices: memory, starts: starts,
      hasMediaExtensions: media || compute == MIGModel.computeSlices,
      memory: Bytes.gibi(memory * sliceGigabytes))
  }
}

/// A size of GPU instance.
public struct MIGProfile: Hashable, Sendable {
  /// As in `3g.20gb`.
  public let name: String
  public let computeSlices: Int
  /// Side by side.
  public let memorySlices: Int
  /// The memory slices at which it may begin.
  public let starts: [Int]
  /// JPEG and optical flow engines, of which a GPU has one set.
  public let hasMediaExtensions: Bool
  /// Nominal, see `MIGModel.sliceGigabytes`.
  public let memory: Bytes
}
