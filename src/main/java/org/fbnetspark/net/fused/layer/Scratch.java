package org.fbnetspark.net.fused.layer;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.fbnetspark.net.fused.kernel.NativeFloats;
import org.fbnetspark.net.fused.kernel.NhwcShape;
import org.fbnetspark.net.fused.kernel.OneDnn;
import org.fbnetspark.net.fused.kernel.ZeroedScratch;

/** Buffers that the layers of a network use one after another. */
public final class Scratch implements ZeroedScratch {

  private record Key(String use, NhwcShape shape) {}

  private final OneDnn dnn;
  private final Map<ScratchSizes.Use, NativeFloats> buffers = new EnumMap<>(ScratchSizes.Use.class);
  private final Map<Key, NativeFloats> zeroed = new HashMap<>();

  /** Takes the memory. */
  public Scratch(OneDnn dnn, ScratchSizes sizes) {
    this.dnn = dnn;
    for (ScratchSizes.Use use : ScratchSizes.Use.values()) {
      buffers.put(use, dnn.floats(sizes.floats(use)));
    }
  }

  NativeFloats take(ScratchSizes.Use use, long length) {
    return buffers.get(use).view(0, length);
  }

  @Override
  public NativeFloats take(String use, NhwcShape shape) {
    return zeroed.computeIfAbsent(new Key(use, shape), key -> dnn.floats(shape.elements()));
  }
}
