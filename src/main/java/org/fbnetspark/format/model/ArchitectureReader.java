package org.fbnetspark.format.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.fbnetspark.domain.network.Branch;
import org.fbnetspark.domain.network.Condition;
import org.fbnetspark.domain.network.Input;
import org.fbnetspark.domain.network.Join;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.network.Node;
import org.fbnetspark.domain.network.Output;
import org.fbnetspark.domain.network.Width;
import org.fbnetspark.domain.op.Linear;
import org.fbnetspark.domain.op.Op;
import org.fbnetspark.domain.op.OpCode;
import org.fbnetspark.domain.op.Placement;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.train.WeightLayout;
import org.fbnetspark.format.json.FormatException;
import org.fbnetspark.format.json.JsonFields;

/** Reads {@link ArchitectureJson}, layer by layer. */
final class ArchitectureReader {

  private static final int LARGEST_LAYERS = 10_000;
  private static final int MOST_BRANCHES = 100;

  private final JsonFields file;
  private final List<Node> nodes = new ArrayList<>();

  /** What each layer gives, the image first. */
  private final List<ImageShape> shapes = new ArrayList<>();

  /** Indices of the layers read so far. */
  private final Map<String, Integer> names = new HashMap<>();

  private ArchitectureReader(JsonFields file) {
    this.file = file;
  }

  static Network read(byte[] bytes, String path) throws FormatException {
    JsonFields file =
        JsonFields.ofFile(bytes, path, ArchitectureJson.FORMAT, 1, ArchitectureJson.VERSION)
            .only(
                List.of(
                    "format",
                    "version",
                    "name",
                    "input",
                    "classes",
                    "macs",
                    "parameters",
                    "layers"));
    return new ArchitectureReader(file).network();
  }

  private Network network() throws FormatException {
    ImageShape input = file.shape("input");
    shapes.add(input);
    names.put(ArchitectureJson.IMAGE, Branch.INPUT);
    int size = file.size("layers", LARGEST_LAYERS);
    for (int i = 0; i < size; i++) {
      layer(file.element("layers", i));
    }
    List<Branch> last = nodes.get(size - 1).branches();
    if (last.size() != 1 || !(last.get(0).op() instanceof Linear)) {
      throw file.element("layers", size - 1).refuse("op", "of the last layer must be fc");
    }
    Network network;
    try {
      network =
          new Network(
              file.text("name"), Input.of(input), nodes, List.of(Output.of(nodes.size() - 1)));
      new WeightLayout(network);
    } catch (IllegalArgumentException e) {
      throw file.refuse("layers", e.getMessage());
    }
    if (!network.shapes().equals(shapes.subList(1, shapes.size()))) {
      throw file.refuse("layers", "must leave " + network.shapes() + ", but leave " + shapes);
    }
    requireEqual("classes", network.classes());
    requireEqual("macs", network.macs());
    requireEqual("parameters", network.parameters());
    return network;
  }

  private void layer(JsonFields fields) throws FormatException {
    boolean second = file.whole("version", 1, ArchitectureJson.VERSION) > 1;
    boolean joins = second && fields.has("branches");
    List<String> known = new ArrayList<>(List.of("name", "output"));
    known.addAll(joins ? List.of("join", "branches") : List.of("op", "input", "stride"));
    if (second) {
      known.add("inputs");
    }
    fields.only(known);
    int count = joins ? fields.size("branches", MOST_BRANCHES) : 1;
    List<Integer> inputs = inputs(fields, count);
    List<Branch> branches = new ArrayList<>();
    ImageShape given = fields.shape("output");
    Join join = joins ? join(fields) : Join.SUM;
    for (int i = 0; i < count; i++) {
      JsonFields op = joins ? fields.element("branches", i) : fields;
      if (joins) {
        op.only(List.of("op", "input", "output", "stride"));
      }
      if (join != Join.CONCAT && !op.shape("output").equals(given)) {
        throw op.refuse("output", "must be " + given + " as of the layer");
      }
      branches.add(branch(op, inputs.get(i)));
    }
    String name = fields.text("name");
    try {
      nodes.add(new Node(name, join, branches, Width.of(given.channels())));
    } catch (IllegalArgumentException e) {
      throw fields.refuse(e.getMessage());
    }
    shapes.add(given);
    if (name.equals(ArchitectureJson.IMAGE)) {
      throw fields.refuse("name", "must not be " + name + ", which is the image");
    }
    names.put(name, nodes.size() - 1);
  }

  private List<Integer> inputs(JsonFields fields, int count) throws FormatException {
    if (!fields.has("inputs")) {
      return Collections.nCopies(count, nodes.size() - 1);
    }
    List<String> named = fields.texts("inputs", MOST_BRANCHES);
    if (named.size() != count) {
      throw fields.refuse("inputs", "must be " + count + ", but were " + named.size());
    }
    List<Integer> inputs = new ArrayList<>();
    for (String name : named) {
      Integer index = names.get(name);
      if (index == null) {
        throw fields.refuse("inputs", "must be layers before this one, but had " + name);
      }
      inputs.add(index);
    }
    return inputs;
  }

  private static Join join(JsonFields fields) throws FormatException {
    String name = fields.text("join");
    for (Join join : Join.values()) {
      if (join.name().toLowerCase(Locale.ROOT).equals(name)) {
        return join;
      }
    }
    throw fields.refuse("join", "must be sum, concat or learned_sum, but was " + name);
  }

  private Branch branch(JsonFields fields, int from) throws FormatException {
    String code = fields.text("op");
    Optional<Op> op = OpCode.parse(code);
    if (op.isEmpty()) {
      throw fields.refuse("op", OpCode.unknown(code));
    }
    ImageShape given = shapes.get(from + 1);
    ImageShape input = fields.shape("input");
    if (!input.equals(given)) {
      throw fields.refuse("input", "must be " + given + " as given, but was " + input);
    }
    ImageShape output = fields.shape("output");
    int stride = (int) fields.whole("stride", 1, 16);
    ImageShape computed;
    try {
      computed = op.get().output(new Placement(input, output.channels(), stride));
    } catch (IllegalArgumentException e) {
      throw fields.refuse("op", e.getMessage());
    }
    if (!computed.equals(output)) {
      throw fields.refuse("output", "of " + code + " must be " + computed + ", but was " + output);
    }
    return new Branch(from, op.get(), stride, Condition.ALWAYS);
  }

  private void requireEqual(String name, long computed) throws FormatException {
    long found = file.whole(name, 0, Long.MAX_VALUE);
    if (found != computed) {
      throw file.refuse(name, "must be " + computed + " for these layers, but was " + found);
    }
  }
}
