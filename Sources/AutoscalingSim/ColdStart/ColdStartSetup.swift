import Simulation

/// How the container image reaches a node.
public enum ImageDelivery: String, Hashable, Sendable, CaseIterable {
  /// Pulled from the registry, whole, then unpacked; a node that has it keeps it.
  case registry
  /// On every node before the first pod comes (a DaemonSet that pulls).
  case prePull = "pre-pull"
  /// Started after the part that is needed at once; the rest comes while it runs (stargz, Nydus,
  /// SOCI).
  case lazy
  /// Pulled from nodes that have it as well as from the registry (Dragonfly, Spegel).
  case peerToPeer = "peer-to-peer"
}

/// How the model's weights reach a pod.
public enum ModelDelivery: String, Hashable, Sendable, CaseIterable {
  /// An init container downloads them anew for each pod (KServe's storage initializer).
  case download
  /// Part of the image: pulled and unpacked with it.
  case inImage = "in-image"
  /// An OCI artifact mounted as a volume: pulled once a node, shared by its pods.
  case imageVolume = "image-volume"
  /// As an image volume, from nodes that have it too.
  case peerToPeer = "peer-to-peer"
  /// Put on every node before (KServe's LocalModelCache).
  case nodeCache = "node-cache"
  /// Read from the object store straight into memory while it loads, so that reading and loading
  /// overlap.
  case streaming
}

/// What a pod needs until it is ready, and where it comes from.
public struct ColdStartSetup: Hashable, Sendable {
  public var image: ImageDelivery
  public var model: ModelDelivery
  /// Compressed, as it is pulled.
  public var imageBytes: Int
  public var modelBytes: Int
  /// Share of an image that is read at start: 6.4 % of image data on average (Slacker, FAST'16).
  public var lazyPermille: Int
  /// What registry and object store can send in all, bytes a second each.
  public var sourceRate: Int
  /// What one node can receive, and what a peer can send, bytes a second.
  public var nodeRate: Int
  /// Unpacking of layers on a node, compressed bytes a second.
  public var unpackRate: Int
  /// Reading weights from the node into the accelerator, bytes a second.
  public var loadRate: Int
  /// From the decision to a pod bound to a node.
  public var scheduling: SimDuration
  /// Sandbox, network, volumes and start of the container.
  public var creation: SimDuration
  /// Compiling, capturing graphs, first answers.
  public var warmUp: SimDuration
  /// Between two readiness probes.
  public var probePeriod: SimDuration
  public var nodes: Int
  public var podsPerNode: Int
  /// Until a new node joins when no node has room; `nil`: pods wait for room.
  public var nodeProvisioning: SimDuration?

  public init(
    image: ImageDelivery = .registry, model: ModelDelivery = .download,
    imageBytes: Int = 8 << 30, modelBytes: Int = 16_060_000_000, lazyPermille: Int = 64,
    sourceRate: Int = 5_000_000_000, nodeRate: Int = 1_250_000_000, unpackRate: Int = 300_000_000,
    loadRate: Int = 2_000_000_000, scheduling: SimDuration = .milliseconds(100),
    creation: SimDuration = .milliseconds(1_500), warmUp: SimDuration = .seconds(10),
    probePeriod: SimDuration = .seconds(1), nodes: Int = 16, podsPerNode: Int = 8,
    nodeProvisioning: SimDuration? = nil
  ) {
    self.image = image
    self.model = model
    self.imageBytes = max(0, imageBytes)
    self.modelBytes = max(0, modelBytes)
    self.lazyPermille = min(1_000, max(0, lazyPermille))
    self.sourceRate = max(1, sourceRate)
    self.nodeRate = max(1, nodeRate)
    self.unpackRate = max(1, unpackRate)
    self.loadRate = max(1, loadRate)
    self.scheduling = scheduling
    self.creation = creation
    self.warmUp = warmUp
    self.probePeriod = probePeriod
    self.nodes = max(1, nodes)
    self.podsPerNode = max(1, podsPerNode)
    self.nodeProvisioning = nodeProvisioning
  }

  /// A small web service: nothing to pull, a second to start.
  public static let instant = ColdStartSetup(
    image: .prePull, model: .nodeCache, imageBytes: 0, modelBytes: 0, scheduling: .zero,
    creation: .seconds(1), warmUp: .zero, probePeriod: .milliseconds(1), nodes: 1_000,
    podsPerNode: 1_000)

  /// What a pull of the image takes over the wire.
  var pulledImageBytes: Int {
    let whole = imageBytes + (model == .inImage ? modelBytes : 0)
    guard image == .lazy else { return whole }
    // Weights are read whole, also from a lazy image.
    return imageBytes / 1_000 * lazyPermille + (model == .inImage ? modelBytes : 0)
  }

  /// Unpacking after the pull; a lazy image is read as it is.
  var unpacking: SimDuration {
    guard image != .lazy else { return .zero }
    return Self.time(imageBytes + (model == .inImage ? modelBytes : 0), at: unpackRate)
  }

  var loading: SimDuration { Self.time(modelBytes, at: loadRate) }

  static func time(_ bytes: Int, at rate: Int) -> SimDuration {
    let (whole, rest) = bytes.quotientAndRemainder(dividingBy: max(1, rate))
    return .seconds(whole)
      + SimDuration(nanoseconds: Int(Double(rest) / Double(max(1, rate)) * 1e9))
  }
}

/// What a pod does from its creation to its end.
public enum PodStage: Int, Hashable, Sendable, CaseIterable, Comparable {
  /// The scheduler has not bound it yet.
  case scheduling
  /// No node has room.
  case node
  case image
  case unpack
  case create
  /// Weights on the way to the node.
  case model
  /// Weights on the way into the accelerator.
  case load
  case warmUp
  /// Waits for the next readiness probe.
  case probe
  case ready
  /// Takes nothing new, ends what it has.
  case draining
  case gone

  public static func < (a: PodStage, b: PodStage) -> Bool { a.rawValue < b.rawValue }
  /// Not ready yet.
  public var isStarting: Bool { self < .ready }
}
