import Simulation

/// What containerd has of images: blobs by digest, snapshots by chain, and names.
///
/// Source: containerd 2.x, content store (one blob a digest), snapshotters (one snapshot a chain
/// of layers), `core/unpack` (layers of an image are unpacked one on the other, while others are
/// still fetched). Blobs stay after unpacking (`discard_unpacked_layers = false`).
struct ImageStore: Sendable {
  enum Presence: Sendable { case absent, underWay, present }
  enum Lazy: Sendable { case none, mounted, reading, complete }

  struct Image: Sendable {
    let plan: ImagePlan
    let layers: [Int]
    /// The chain that ends with each layer.
    let chains: [Int]
    var isPresent = false
    var lazy = Lazy.none
    var lazyBytes = 0
    var lastUsed = SimTime.zero
    var detected = SimTime.zero
    /// Containers that wait for what a lazy image is read for at the start.
    var readers: [(pod: Int, container: Int, start: Int)] = []
  }
  struct Layer: Sendable {
    let bytes: Int
    let unpackedBytes: Int
    var blob = Presence.absent
    /// Pulls that wait for somebody else's fetch.
    var waiting: [Int] = []
  }
  struct Chain: Sendable {
    let layer: Int
    var snapshot = Presence.absent
    var waiting: [Int] = []
  }

  var images: [Image] = []
  var layers: [Layer] = []
  var chains: [Chain] = []
  private var names: [String: Int] = [:]
  private var digests: [String: Int] = [:]
  private var chainPlaces: [ChainKey: Int] = [:]

  private struct ChainKey: Hashable {
    let parent: Int
    let layer: Int
  }

  init(_ plans: [ImagePlan], present: [String]) {
    for plan in plans where names[plan.name] == nil { add(plan) }
    for name in present {
      guard let at = names[name] else { continue }
      images[at].isPresent = true
      for layer in images[at].layers { layers[layer].blob = .present }
      for chain in images[at].chains { chains[chain].snapshot = .present }
    }
  }

  private mutating func add(_ plan: ImagePlan) {
    names[plan.name] = images.count
    var parent = -1
    var own: [Int] = []
    var ownChains: [Int] = []
    for layer in plan.layers {
      let at: Int
      if let known = digests[layer.digest] {
        at = known
      } else {
        at = layers.count
        digests[layer.digest] = at
        layers.append(Layer(bytes: layer.bytes, unpackedBytes: layer.unpackedBytes))
      }
      let key = ChainKey(parent: parent, layer: at)
      if chainPlaces[key] == nil {
        chainPlaces[key] = chains.count
        chains.append(Chain(layer: at))
      }
      parent = chainPlaces[key] ?? 0
      own.append(at)
      ownChains.append(parent)
    }
    images.append(Image(plan: plan, layers: own, chains: ownChains))
  }

  /// The image of that name; one that nobody knows does not exist in the registry.
  mutating func index(_ name: String) -> Int {
    if let at = names[name] { return at }
    add(ImagePlan(name: name, layers: [], exists: false))
    return images.count - 1
  }

  /// Bytes of all blobs, snapshots and lazily read pieces.
  var bytes: Int {
    layers.reduce(0) { $1.blob == .absent ? $0 : $0 + $1.bytes }
      + chains.reduce(0) { $1.snapshot == .absent ? $0 : $0 + layers[$1.layer].unpackedBytes }
      + images.reduce(0) { $0 + $1.lazyBytes }
  }

  /// Takes an image away with what no other image needs; the bytes that this frees.
  mutating func remove(_ image: Int) -> Int {
    let before = bytes
    images[image].isPresent = false
    images[image].lazy = .none
    images[image].lazyBytes = 0
    var neededLayers = Set<Int>()
    var neededChains = Set<Int>()
    for other in images where other.isPresent && other.lazy == .none {
      neededLayers.formUnion(other.layers)
      neededChains.formUnion(other.chains)
    }
    for layer in images[image].layers
    where !neededLayers.contains(layer) && layers[layer].blob == .present {
      layers[layer].blob = .absent
    }
    for chain in images[image].chains
    where !neededChains.contains(chain) && chains[chain].snapshot == .present {
      chains[chain].snapshot = .absent
    }
    return before - bytes
  }
}

/// A pull that a container waits for.
struct ImagePull: Sendable {
  let image: Int
  let pod: Int
  let container: Int
  let requested: SimTime
  var started = SimTime.zero
  /// It waits for its turn, works, or is over.
  var state = State.waiting
  /// Nobody waits for it any more.
  var isAbandoned = false
  /// Place of the next layer to fetch, and of the next one to unpack.
  var nextFetch = 0
  var nextUnpack = 0
  var fetching = 0
  var isUnpacking = false
  /// Places of layers whose blobs this pull waited for or fetched.
  var isThere: [Bool]
  var bytes = 0

  enum State: Sendable { case waiting, active, over }
}

/// Bytes on their way to the node.
enum ImageFlow: Sendable {
  case layer(pull: Int, place: Int, began: SimTime)
  case metadata(pull: Int, began: SimTime)
  /// What an application reads of a lazily mounted image while it starts.
  case startup(image: Int, bytes: Int, pod: Int, container: Int, began: SimTime)
  /// The rest of a lazily mounted image.
  case background(image: Int, bytes: Int)
}
