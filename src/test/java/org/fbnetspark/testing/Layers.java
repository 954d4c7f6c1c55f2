package org.fbnetspark.testing;

import java.util.List;
import org.fbnetspark.domain.network.Block;
import org.fbnetspark.domain.space.ChainLayer;
import org.fbnetspark.domain.space.Space;

/** The layers that a space was made of, where it is a chain. */
public final class Layers {

  private Layers() {}

  /** All of them. */
  public static List<ChainLayer> of(Space space) {
    return space.network().blocksByNode().stream()
        .map(
            blocks ->
                new ChainLayer(
                    blocks.get(0).name(),
                    blocks.stream().map(Block::op).toList(),
                    blocks.get(0).placement()))
        .toList();
  }

  /** Those with something to choose. */
  public static List<ChainLayer> open(Space space) {
    return of(space).stream().filter(layer -> layer.candidates().size() > 1).toList();
  }
}
