/// What commands answer.
let commandAnswerEntries: [Entry] = [
  Entry(
    "command.column.stage",
    en: "stage",
    zh: "阶段"),
  Entry(
    "command.column.id",
    en: "id",
    zh: "ID"),
  Entry(
    "command.column.title",
    en: "title",
    zh: "标题"),
  Entry(
    "command.column.minutes",
    en: "minutes",
    zh: "分钟"),
  Entry(
    "command.column.questions",
    en: "questions",
    zh: "题目"),
  Entry(
    "command.column.status",
    en: "status",
    zh: "状态"),
  Entry(
    "command.column.week",
    en: "week",
    zh: "周"),
  Entry(
    "command.column.lab",
    en: "lab",
    zh: "实验室"),
  Entry(
    "command.column.difficulty",
    en: "difficulty",
    zh: "难度"),
  Entry(
    "command.column.stars",
    en: "stars",
    zh: "星"),
  Entry(
    "command.status.new",
    en: "new",
    zh: "未开始"),
  Entry(
    "command.status.open",
    en: "open",
    zh: "进行中"),
  Entry(
    "command.status.finished",
    en: "finished",
    zh: "已完成"),
  Entry(
    "command.status.known",
    en: "known",
    zh: "已掌握"),
  Entry(
    "command.difficulty.easy",
    en: "easy",
    zh: "简单"),
  Entry(
    "command.difficulty.medium",
    en: "medium",
    zh: "中等"),
  Entry(
    "command.difficulty.hard",
    en: "hard",
    zh: "困难"),
  Entry(
    "command.difficulty.expert",
    en: "expert",
    zh: "专家"),
  Entry(
    "command.goal.most",
    en: "{1} at most {2}",
    zh: "{1} 不超过 {2}"),
  Entry(
    "command.goal.least",
    en: "{1} at least {2}",
    zh: "{1} 不低于 {2}"),
  Entry(
    "command.challenge.now",
    en: "on now ({1})",
    zh: "本周（{1}）"),
  Entry(
    "command.challenge.facts",
    en: "week {1}, {2} lab, stage {3}, {4}, {5} minutes",
    zh: "第 {1} 周，{2} 实验室，阶段 {3}，{4}，{5} 分钟"),
  Entry(
    "command.challenge.levers",
    en: "Levers",
    zh: "可调项"),
  Entry(
    "command.challenge.start",
    en: "starts at {1}",
    zh: "初始 {1}"),
  Entry(
    "command.challenge.goals",
    en: "Goals",
    zh: "目标"),
  Entry(
    "command.challenge.how",
    en: "Try it: aiinfra-tutor challenge run {1} --set lever=value",
    zh: "试一试：aiinfra-tutor challenge run {1} --set 可调项=取值"),
  Entry(
    "command.run.passed",
    en: "passed",
    zh: "通过"),
  Entry(
    "command.run.missed",
    en: "not passed",
    zh: "未通过"),
  Entry(
    "command.run.goal",
    en: "goal",
    zh: "目标"),
  Entry(
    "command.run.yours",
    en: "this run",
    zh: "本次运行"),
  Entry(
    "command.run.choices",
    en: "levers: {1}",
    zh: "可调项：{1}"),
  Entry(
    "command.run.digest",
    en: "digest: {1}",
    zh: "摘要：{1}"),
  Entry(
    "command.sim.head",
    en: "{1}: {2} lab, seed {3}",
    zh: "{1}：{2} 实验室，种子 {3}"),
  Entry(
    "command.sim.choices",
    en: "Choices",
    zh: "选择"),
  Entry(
    "command.sim.events",
    en: "{1} events, {2} decisions",
    zh: "{1} 个事件，{2} 个决策"),
  Entry(
    "command.sim.idle", en: "note: in a scenario of this kind nothing is changed by {1}",
    zh: "说明：{1} 在此类场景中不起作用"),
  Entry(
    "command.sim.delta",
    en: "B - A",
    zh: "B - A"),
  Entry(
    "command.sim.better",
    en: "{1} is better",
    zh: "{1} 更好"),
  Entry(
    "command.sim.stalled",
    en:
      "{1} came to a standstill with work left undone; it is better in nothing than a run that went on.",
    zh: "{1} 停滞且仍有未完成的工作；与继续推进的运行相比不计任何优势。"),
  Entry(
    "command.sim.divergence",
    en: "The runs part at decision {1}:",
    zh: "两次运行在第 {1} 个决策处分开："),
  Entry(
    "command.sim.whyHead",
    en: "{1} after step {2} ({3}): {4}",
    zh: "{1}，第 {2} 步之后（{3}）：{4}"),
  Entry(
    "command.svg.title",
    en: "AI infrastructure on Kubernetes: the landscape",
    zh: "Kubernetes 上的 AI 基础设施：技术全景图"),
  Entry(
    "command.svg.settled",
    en: "established",
    zh: "已成型"),
  Entry(
    "command.svg.early",
    en: "early stage or under exploration",
    zh: "早期或探索阶段"),
  Entry(
    "command.svg.note",
    en: "Each name links to its repository. Facts checked {1}.",
    zh: "点击名称可打开其代码仓库。事实核对于 {1}。"),
  Entry(
    "command.show.lessons",
    en: "Lessons finished",
    zh: "已完成课程"),
  Entry(
    "command.show.questions",
    en: "Questions answered",
    zh: "已回答题目"),
  Entry(
    "command.show.due",
    en: "Reviews due",
    zh: "到期复习"),
  Entry(
    "command.show.stars",
    en: "Stars",
    zh: "星数"),
  Entry(
    "command.show.streak",
    en: "Streak",
    zh: "连续学习"),
  Entry(
    "command.show.days",
    en: "{1} days (longest {2})",
    zh: "{1} 天（最长 {2} 天）"),
  Entry(
    "command.show.events",
    en: "Events",
    zh: "事件"),
  Entry(
    "command.show.store",
    en: "Record",
    zh: "记录位置"),
  Entry(
    "command.progress.backup.done",
    en: "{1} events saved in {2}",
    zh: "已将 {1} 个事件保存到 {2}"),
  Entry(
    "command.progress.restore.done",
    en: "The record now has {1} events.",
    zh: "记录现有 {1} 个事件。"),
  Entry(
    "command.progress.restore.kept",
    en: "The record as it was is kept in {1}.",
    zh: "原记录保留在 {1}。"),
  Entry(
    "command.progress.reset.all",
    en: "Everything was reset. `aiinfra-tutor progress undo` takes it back.",
    zh: "已全部重置。可用 `aiinfra-tutor progress undo` 撤销。"),
  Entry(
    "command.progress.reset.one",
    en: "{1} was reset. `aiinfra-tutor progress undo` takes it back.",
    zh: "已重置 {1}。可用 `aiinfra-tutor progress undo` 撤销。"),
  Entry(
    "command.progress.undo.done",
    en: "Taken back: {1} of {2}",
    zh: "已撤销：{1}（{2}）"),
  Entry(
    "command.review.head",
    en: "Question {1} of {2}: {3}",
    zh: "第 {1} 题，共 {2} 题：{3}"),
  Entry(
    "command.review.one",
    en: "One letter; h hint, s skip, q leave.",
    zh: "输入一个字母；h 提示，s 跳过，q 离开。"),
  Entry(
    "command.review.many",
    en: "All right letters, for example ac; h hint, s skip, q leave.",
    zh: "输入所有正确选项的字母，例如 ac；h 提示，s 跳过，q 离开。"),
  Entry(
    "command.review.what",
    en: "A letter from a to {1}, or h, s, q.",
    zh: "请输入 a 到 {1} 的字母，或 h、s、q。"),
  Entry(
    "command.review.right",
    en: "Right.",
    zh: "正确。"),
  Entry(
    "command.review.wrong",
    en: "Not right.",
    zh: "不正确。"),
  Entry(
    "command.review.next",
    en: "Due again on {1}.",
    zh: "下次复习：{1}。"),
  Entry(
    "command.review.nohint",
    en: "There is no hint for this question.",
    zh: "这道题没有提示。"),
  Entry(
    "command.review.none",
    en: "Nothing is due. The next question is due on {1}.",
    zh: "没有到期的题目。下一题到期日：{1}。"),
  Entry(
    "command.review.never",
    en: "Nothing is due: no question was answered yet. Lessons ask the first ones.",
    zh: "没有到期的题目：尚未回答过任何题目。请先在课程中作答。"),
  Entry(
    "command.review.sum",
    en: "{1} of {2} right.",
    zh: "{2} 题中答对 {1} 题。"),
  Entry(
    "command.verify.counts",
    en: "{1} passed, {2} failed, {3} skipped",
    zh: "通过 {1}，失败 {2}，跳过 {3}"),
  Entry(
    "command.verify.sum",
    en: "{1} passed, {2} failed, {3} skipped in {4} files",
    zh: "共 {4} 个文件：通过 {1}，失败 {2}，跳过 {3}"),
  Entry(
    "command.verify.failure",
    en: "{1}: case {2}",
    zh: "{1}：用例 {2}"),
  Entry(
    "command.verify.expected",
    en: "the real system: {1}",
    zh: "真实系统：{1}"),
  Entry(
    "command.verify.got",
    en: "this simulator:  {1}",
    zh: "本模拟器：{1}"),
  Entry(
    "command.verify.skip",
    en: "{1}: {2} skipped, {3}",
    zh: "{1}：跳过 {2} 个，{3}"),
  Entry(
    "command.check.good",
    en: "No problems in {2} lessons ({3} questions, {4} figures) and {5} challenges.",
    zh: "{2} 课（{3} 题，{4} 图）和 {5} 个挑战均无问题。"),
  Entry(
    "command.check.bad",
    en: "{1} problems in {2} lessons ({3} questions, {4} figures) and {5} challenges.",
    zh: "在 {2} 课（{3} 题，{4} 图）和 {5} 个挑战中发现 {1} 个问题。"),
]
