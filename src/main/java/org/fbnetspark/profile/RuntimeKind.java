package org.fbnetspark.profile;

import java.util.Optional;
import java.util.stream.Stream;

/** Libraries that a network can be timed on. */
public enum RuntimeKind {
  /** ONNX Runtime, on the network as it is exported. */
  ONNXRUNTIME("onnxruntime"),
  /** The engine that trains networks: batch normalisation is not folded, one thread, fp32. */
  ENGINE("fbnet-spark");

  private final String library;

  RuntimeKind(String library) {
    this.library = library;
  }

  /** What {@link Runtime#name} begins with. */
  public String library() {
    return library;
  }

  /** The kind of a runtime's name; empty where it is of neither. */
  public static Optional<RuntimeKind> of(String runtime) {
    return Stream.of(values()).filter(kind -> runtime.startsWith(kind.library + " ")).findFirst();
  }
}
