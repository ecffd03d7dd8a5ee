/// A binary heap whose order is handed in with each call.
///
/// Queues change their place in KAI's order while they wait in a heap, and only the top is put in
/// its place again; so the shape of the heap can matter, and this is the usual one.
struct KAIHeap<Element> {
  private var items: [Element] = []

  var isEmpty: Bool { items.isEmpty }
  var first: Element? { items.first }

  mutating func push(_ item: Element, before: (Element, Element) -> Bool) {
    items.append(item)
    rise(items.count - 1, before)
  }

  mutating func pop(before: (Element, Element) -> Bool) -> Element? {
    guard !items.isEmpty else { return nil }
    items.swapAt(0, items.count - 1)
    let top = items.removeLast()
    sink(0, before)
    return top
  }

  /// Puts the first one in its place after its key changed.
  mutating func fixFirst(before: (Element, Element) -> Bool) { sink(0, before) }

  private mutating func rise(_ start: Int, _ before: (Element, Element) -> Bool) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      if !before(items[child], items[parent]) { break }
      items.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func sink(_ start: Int, _ before: (Element, Element) -> Bool) {
    var parent = start
    while true {
      var child = 2 * parent + 1
      if child >= items.count { break }
      if child + 1 < items.count && before(items[child + 1], items[child]) { child += 1 }
      if !before(items[child], items[parent]) { break }
      items.swapAt(parent, child)
      parent = child
    }
  }
}
