import CNcurses
import Glibc
import Testing

@testable import TerminalUI

@Suite struct WidthTests {
  /// ncurses asks the C library; the layout asks its own table. They may differ only where another
  /// version of Unicode stands behind the C library, and there the driver shows a replacement.
  @Test func tableAgreesWithTheCLibrary() throws {
    let locale = try #require(newlocale(LC_CTYPE_MASK, "C.UTF-8", nil))
    let before = uselocale(locale)
    defer {
      uselocale(before)
      freelocale(locale)
    }
    var different: [UInt32] = []
    for value in UInt32(0xA0)..<0x30000 where !(0xD800..<0xE000).contains(value) {
      let width = cnc_width(value)
      // The soft hyphen has a width but is never shown.
      if width >= 0, value != 0xAD, Int(width) != WidthTable.width(value) {
        different.append(value)
      }
    }
    #expect(different.count < 200)
    let everyday: [ClosedRange<UInt32>] = [
      0xA1...0x2FF, 0x370...0x482, 0x2010...0x2026, 0x2190...0x21FF, 0x2500...0x25FC,
      0x2800...0x28FF, 0x3001...0x3029, 0x3041...0x3096, 0x30A0...0x30FF, 0x4E00...0x9FFF,
      0xAC00...0xD7A3, 0xFF01...0xFF60,
    ]
    #expect(different.filter { value in everyday.contains { $0.contains(value) } } == [])
  }
}
