package org.fbnetspark.domain.space;

import java.io.Serializable;
import org.fbnetspark.domain.network.Network;
import org.fbnetspark.domain.shape.ImageShape;

/**
 * A network made of the two cells of a genotype.
 *
 * @param name name in reports
 * @param macro how many cells there are and what stands around them
 * @param genotype the cells
 */
public record CellNetwork(String name, CellMacro macro, Genotype genotype)
    implements NetworkTable, Serializable {

  @Override
  public ImageShape input() {
    return macro.input();
  }

  @Override
  public CellNetwork withClasses(int newClasses) {
    return new CellNetwork(name, macro.withClasses(newClasses), genotype);
  }

  /** The same network for another input; its strides stay. */
  @Override
  public CellNetwork resized(ImageShape newInput, int lastMap) {
    return new CellNetwork(name, macro.withInput(newInput), genotype);
  }

  @Override
  public Network architecture() {
    return CellGraph.of(name, macro, genotype.nodes(), false, CellGraph.edges(genotype));
  }
}
