/// Keys that begin with `learning.`.
let learningEntries: [Entry] = [
  Entry(
    "learning.verdict.met.most", en: "{1} {2}, at most {3} wanted: met",
    zh: "{1} {2}，目标不超过 {3}：达成"),
  Entry(
    "learning.verdict.met.least", en: "{1} {2}, at least {3} wanted: met",
    zh: "{1} {2}，目标不低于 {3}：达成"),
  Entry(
    "learning.verdict.missed.most", en: "{1} {2}, at most {3} wanted: missed",
    zh: "{1} {2}，目标不超过 {3}：未达成"),
  Entry(
    "learning.verdict.missed.least", en: "{1} {2}, at least {3} wanted: missed",
    zh: "{1} {2}，目标不低于 {3}：未达成"),
  Entry(
    "learning.verdict.none", en: "{1} has no value in this run, so its goal is missed",
    zh: "本次运行没有得到 {1} 的值，因此该目标未达成"),
  Entry(
    "learning.verdict.unseen",
    en: "{1} of {2} unseen seeds miss a goal ({3}), so one star is the most",
    zh: "{2} 个未见过的种子中有 {1} 个未达成目标（{3}），因此最多得一颗星"),
  Entry(
    "learning.verdict.next.most", en: "star {1} asks {2} for at most {3}",
    zh: "第 {1} 颗星要求 {2} 不超过 {3}"),
  Entry(
    "learning.verdict.next.least", en: "star {1} asks {2} for at least {3}",
    zh: "第 {1} 颗星要求 {2} 不低于 {3}"),
  Entry("learning.status.new", en: "not started", zh: "未开始"),
  Entry("learning.status.open", en: "started", zh: "进行中"),
  Entry("learning.status.finished", en: "finished", zh: "已完成"),
  Entry("learning.status.known", en: "known already", zh: "已掌握"),
  Entry("learning.store.file", en: "{1}: {2}", zh: "{1}：{2}"),
  Entry(
    "learning.store.newer",
    en:
      "{1} was written by a newer aiinfra-tutor (version {2}, this one knows {3}); nothing was changed, please update",
    zh: "{1} 由更新版本的 aiinfra-tutor 写入（版本 {2}，本程序支持 {3}）；未做任何修改，请升级程序"),
  Entry(
    "learning.store.unreadable",
    en: "{1} cannot be understood; nothing was changed. Move it away or restore a backup",
    zh: "无法理解 {1}；未做任何修改。请将其移走或恢复备份"),
  Entry(
    "learning.store.nobackup", en: "{1} is no backup of aiinfra-tutor",
    zh: "{1} 不是 aiinfra-tutor 的备份"),
  Entry(
    "learning.store.damagedbackup", en: "{1}:{2}: the backup is damaged here; nothing was restored",
    zh: "{1}:{2}：备份在此处已损坏；未恢复任何内容"),
  Entry(
    "learning.store.exists", en: "{1} exists already and is not overwritten",
    zh: "{1} 已存在，不会被覆盖"),
  Entry(
    "learning.store.damagedline",
    en: "{1}:{2}: this line is damaged and was skipped; all others count",
    zh: "{1}:{2}：该行已损坏，已跳过；其余各行均有效"),
  Entry(
    "learning.store.tornline",
    en: "the last line of {1} was cut off by a crash; its bytes are kept in {2}",
    zh: "{1} 的最后一行因崩溃而不完整；其内容保存在 {2}"),
  Entry(
    "learning.store.rebuilt", en: "{1} did not fit the log and was computed anew",
    zh: "{1} 与日志不符，已重新计算"),
  Entry(
    "learning.store.migrated",
    en: "a store of version {1} was brought up to date; the old log is kept in {2}",
    zh: "版本 {1} 的存储已更新；旧日志保存在 {2}"),
]
