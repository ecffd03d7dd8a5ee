/// Keys that begin with `common.`.
let commonEntries: [Entry] = [
  Entry("common.yes", en: "yes", zh: "是"),
  Entry("common.no", en: "no", zh: "否"),
  Entry("common.comma", en: ", ", zh: "，"),
  Entry("common.weekday.1", en: "Monday", zh: "星期一"),
  Entry("common.weekday.2", en: "Tuesday", zh: "星期二"),
  Entry("common.weekday.3", en: "Wednesday", zh: "星期三"),
  Entry("common.weekday.4", en: "Thursday", zh: "星期四"),
  Entry("common.weekday.5", en: "Friday", zh: "星期五"),
  Entry("common.weekday.6", en: "Saturday", zh: "星期六"),
  Entry("common.weekday.7", en: "Sunday", zh: "星期日"),
]
