package org.fbnetspark.profile;

/** Libraries that a network can be timed on. */
public enum RuntimeKind {
  /** ONNX Runtime, on the network as it is exported. */
  ONNXRUNTIME,
  /** The engine that trains networks: batch normalisation is not folded, one thread, fp32. */
  ENGINE
}
