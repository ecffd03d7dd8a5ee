/// Keys that begin with `learning.`.
let learningEntries: [Entry] = [
  Entry(
    "learning.verdict.met.most", en: "{1} is {2}, at most {3} was wanted: met",
    zh: "{1} 为 {2}，目标为不超过 {3}：达成"),
  Entry(
    "learning.verdict.met.least", en: "{1} is {2}, at least {3} was wanted: met",
    zh: "{1} 为 {2}，目标为不低于 {3}：达成"),
  Entry(
    "learning.verdict.missed.most", en: "{1} is {2}, at most {3} was wanted: missed",
    zh: "{1} 为 {2}，目标为不超过 {3}：未达成"),
  Entry(
    "learning.verdict.missed.least", en: "{1} is {2}, at least {3} was wanted: missed",
    zh: "{1} 为 {2}，目标为不低于 {3}：未达成"),
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
  Entry("learning.rating.again", en: "again", zh: "重来"),
  Entry("learning.rating.hard", en: "hard", zh: "困难"),
  Entry("learning.rating.good", en: "good", zh: "良好"),
  Entry("learning.rating.easy", en: "easy", zh: "轻松"),
]
