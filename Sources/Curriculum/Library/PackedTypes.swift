// The fields of everything in the index file, in the order of the types' own declarations. Whoever changes a field here
// counts `ContentIndex.formatVersion` up.

extension Relation: Packable {
  func pack(into writer: inout PackWriter) {
    writer.add(word: kind)
    switch target {
    case .entry(let id):
      writer.add(true)
      writer.add(id)
    case .text(let text):
      writer.add(false)
      writer.add(text)
    }
  }
  init(from reader: inout PackReader) throws(ContentIndexProblem) {
    let kind: Kind = try reader.word()
    let isEntry = try reader.truth()
    let text = try reader.text()
    self.init(kind: kind, target: isEntry ? .entry(text) : .text(text))
  }
}

extension Landscape: Packable {
  func pack(into writer: inout PackWriter) {
    writer.add(version)
    writer.add(checked)
    writer.add(xAxis)
    writer.add(yAxis)
    writer.add(stages)
    writer.add(entries)
  }
  init(from reader: inout PackReader) throws(ContentIndexProblem) {
    self.init(
      version: try reader.whole(), checked: try reader.text(), xAxis: try reader.value(),
      yAxis: try reader.value(), stages: try reader.list(), entries: try reader.list())
  }
}

extension Landscape.Axis: Packable {
  func pack(into writer: inout PackWriter) {
    writer.add(low)
    writer.add(high)
  }
  init(from reader: inout PackReader) throws(ContentIndexProblem) {
    self.init(low: try reader.value(), high: try reader.value())
  }
}

extension Stage: Packable {
  func pack(into writer: inout PackWriter) {
    writer.add(id)
    writer.add(number)
    writer.add(title)
    writer.add(lab)
    writer.add(summary)
    writer.add(topics)
    writer.add(roadmap)
  }
  init(from reader: inout PackReader) throws(ContentIndexProblem) {
    self.init(
      id: try reader.text(), number: try reader.whole(), title: try reader.value(),
      lab: try reader.text(), summary: try reader.value(), topics: try reader.list(),
      roadmap: try reader.list())
  }
}

extension Topic: Packable {
  func pack(into writer: inout PackWriter) {
    writer.add(id)
    writer.add(title)
  }
  init(from reader: inout PackReader) throws(ContentIndexProblem) {
    self.init(id: try reader.text(), title: try reader.value())
  }
}

extension RoadmapItem: Packable {
  func pack(into writer: inout PackWriter) {
    writer.add(title)
    writer.add(url)
    writer.add(entry)
    writer.add(note)
    writer.add(checked)
  }
  init(from reader: inout PackReader) throws(ContentIndexProblem) {
    self.init(
      title: try reader.value(), url: try reader.text(), entry: try reader.optional(),
      note: try reader.value(), checked: try reader.text())
  }
}

extension LandscapeEntry: Packable {
  func pack(into writer: inout PackWriter) {
    writer.add(id)
    writer.add(name)
    writer.add(repository)
    writer.add(stage)
    writer.add(category)
    writer.add(x)
    writer.add(y)
    writer.add(isEarly)
    writer.add(isAddition)
    writer.add(what)
    writer.add(concepts)
    writer.add(maturity)
    writer.add(language)
    writer.add(licence)
    writer.add(relations)
    writer.add(facts)
    writer.add(docs)
    writer.add(topics)
  }
  init(from reader: inout PackReader) throws(ContentIndexProblem) {
    self.init(
      id: try reader.text(), name: try reader.text(), repository: try reader.text(),
      stage: try reader.whole(), category: try reader.text(), x: try reader.whole(),
      y: try reader.whole(), isEarly: try reader.truth(), isAddition: try reader.truth(),
      what: try reader.value(), concepts: try reader.list(), maturity: try reader.text(),
      language: try reader.text(), licence: try reader.text(), relations: try reader.list(),
      facts: try reader.list(), docs: try reader.list(), topics: try reader.list())
  }
}

extension Fact: Packable {
  func pack(into writer: inout PackWriter) {
    writer.add(text)
    writer.add(source)
    writer.add(checked)
  }
  init(from reader: inout PackReader) throws(ContentIndexProblem) {
    self.init(text: try reader.value(), source: try reader.text(), checked: try reader.text())
  }
}

extension Glossary: Packable {
  func pack(into writer: inout PackWriter) {
    writer.add(terms)
  }
  init(from reader: inout PackReader) throws(ContentIndexProblem) {
    self.init(terms: try reader.list())
  }
}

extension GlossaryTerm: Packable {
  func pack(into writer: inout PackWriter) {
    writer.add(term)
    writer.add(definition)
    writer.add(topic)
  }
  init(from reader: inout PackReader) throws(ContentIndexProblem) {
    self.init(term: try reader.value(), definition: try reader.value(), topic: try reader.text())
  }
}

extension LessonSummary: Packable {
  func pack(into writer: inout PackWriter) {
    writer.add(id)
    writer.add(version)
    writer.add(stage)
    writer.add(title)
    writer.add(topics)
    writer.add(projects)
    writer.add(minutes)
    writer.add(prerequisites)
    writer.add(goals)
    writer.add(headings)
    writer.add(figures)
    writer.add(predictions)
    writer.add(questions)
    writer.add(file)
  }
  init(from reader: inout PackReader) throws(ContentIndexProblem) {
    self.init(
      id: try reader.text(), version: try reader.whole(), stage: try reader.whole(),
      title: try reader.value(), topics: try reader.list(), projects: try reader.list(),
      minutes: try reader.whole(), prerequisites: try reader.list(), goals: try reader.list(),
      headings: try reader.list(), figures: try reader.list(), predictions: try reader.list(),
      questions: try reader.list(), file: try reader.text())
  }
}

extension ChallengeSummary: Packable {
  func pack(into writer: inout PackWriter) {
    writer.add(id)
    writer.add(version)
    writer.add(week)
    writer.add(title)
    writer.add(lab)
    writer.add(stage)
    writer.add(topics)
    writer.add(projects)
    writer.add(word: difficulty)
    writer.add(minutes)
    writer.add(lessons)
    writer.add(scenario)
    writer.add(levers)
    writer.add(objectives)
    writer.add(unseenSeeds)
    writer.add(file)
  }
  init(from reader: inout PackReader) throws(ContentIndexProblem) {
    self.init(
      id: try reader.text(), version: try reader.whole(), week: try reader.whole(),
      title: try reader.value(), lab: try reader.text(), stage: try reader.whole(),
      topics: try reader.list(), projects: try reader.list(), difficulty: try reader.word(),
      minutes: try reader.whole(), lessons: try reader.list(), scenario: try reader.text(),
      levers: try reader.list(), objectives: try reader.list(), unseenSeeds: try reader.whole(),
      file: try reader.text())
  }
}

extension Objective: Packable {
  func pack(into writer: inout PackWriter) {
    writer.add(metric)
    writer.add(word: goal)
    writer.add(target)
    writer.add(stars)
    writer.add(line)
  }
  init(from reader: inout PackReader) throws(ContentIndexProblem) {
    self.init(
      metric: try reader.text(), goal: try reader.word(), target: try reader.decimal(),
      stars: try reader.list(), line: try reader.whole())
  }
}

extension ContentIndex: Packable {
  func pack(into writer: inout PackWriter) {
    writer.add(landscape)
    writer.add(glossary)
    writer.add(lessons)
    writer.add(challenges)
  }
  init(from reader: inout PackReader) throws(ContentIndexProblem) {
    self.init(
      landscape: try reader.value(), glossary: try reader.value(), lessons: try reader.list(),
      challenges: try reader.list())
  }
}
