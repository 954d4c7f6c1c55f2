package org.fbnetspark.data.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A sink that keeps what it is given. */
final class Collected implements ExampleSink {

  final List<RawExample> examples = new ArrayList<>();
  final Map<String, String> skipped = new TreeMap<>();
  final List<String> notes = new ArrayList<>();
  double reached;

  @Override
  public void accept(RawExample example) {
    examples.add(example);
  }

  @Override
  public void skip(String name, String reason) {
    skipped.put(name, reason);
  }

  @Override
  public void note(String text) {
    notes.add(text);
  }

  @Override
  public void reached(double share) {
    reached = share;
  }

  List<String> described() {
    return examples.stream()
        .map(e -> e.split() + " " + e.label() + " " + RelativePath.last(e.name()))
        .toList();
  }
}
