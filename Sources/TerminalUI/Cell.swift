/// One cell of the screen: 12 bytes, so that a frame is one small contiguous array.
public struct Cell: Hashable, Sendable {
  /// The base scalar; 0 in the right half of a double-width glyph.
  public internal(set) var scalar: UInt32
  /// Up to two combining marks of the basic plane, the first in the low half; 0 for none.
  public internal(set) var marks: UInt32
  public internal(set) var role: Role
  public internal(set) var attributes: Attributes
  /// 1-based index into `Canvas.links`; 0 for none.
  public internal(set) var link: UInt16

  public static let blank = Cell(scalar: 0x20, marks: 0, role: .normal, attributes: [], link: 0)

  /// Whether this is the right half of the double-width glyph to its left.
  public var isContinuation: Bool { scalar == 0 }

  /// The text of the cell, empty for the right half of a double-width glyph.
  public var text: String {
    guard let base = Unicode.Scalar(scalar), scalar != 0 else { return "" }
    var text = String(base)
    for mark in [marks & 0xFFFF, marks >> 16] where mark != 0 {
      if let scalar = Unicode.Scalar(mark) { text.unicodeScalars.append(scalar) }
    }
    return text
  }
}
