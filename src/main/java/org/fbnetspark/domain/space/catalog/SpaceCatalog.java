package org.fbnetspark.domain.space.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.fbnetspark.domain.name.Nearest;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.LayerwiseDefinition;
import org.fbnetspark.domain.space.LayerwiseDefinition.Stage;
import org.fbnetspark.domain.space.LayerwiseDefinition.Stem;
import org.fbnetspark.domain.space.SpaceDefinition;

/** The spaces that have a name. A new one is a definition and a line here. */
public final class SpaceCatalog {

  private static final Map<String, Supplier<SpaceDefinition>> SPACES = new LinkedHashMap<>();

  static {
    SPACES.put("fbnet-v1", () -> FbnetV1.paper(1984));
    SPACES.put("fbnet-v1-cifar", FbnetV1::cifar);
    SPACES.put("fbnet-v1-cifar-stem2", FbnetV1::cifarWithPaperStrides);
    SPACES.put("fbnet-v2-f", FbnetV2::paper);
    SPACES.put("fbnet-v2-cifar", FbnetV2::cifar);
    SPACES.put("fbnet-v2-cifar-stem2", FbnetV2::cifarWithPaperStem);
    SPACES.put("proxyless-nas", ProxylessNas::paper);
    SPACES.put("proxyless-nas-cifar", ProxylessNas::cifar);
    SPACES.put("proxyless-nas-cifar-stem2", ProxylessNas::cifarWithPaperStrides);
    SPACES.put("darts-cifar", Darts::cifar);
    SPACES.put("tiny", SpaceCatalog::tiny);
  }

  private SpaceCatalog() {}

  /** Every name. */
  public static List<String> names() {
    return List.copyOf(SPACES.keySet());
  }

  /**
   * The space of a name.
   *
   * @throws IllegalArgumentException with the known names and the nearest one
   */
  public static SpaceDefinition named(String name) {
    Supplier<SpaceDefinition> definition = SPACES.get(name);
    if (definition == null) {
      throw new IllegalArgumentException(
          "No space is named "
              + name
              + " (known: "
              + String.join(", ", SPACES.keySet())
              + ")"
              + Nearest.hint(name, SPACES.keySet()));
    }
    return definition.get().withName(name);
  }

  /** Six layers for 32x32 images: minutes on two cores, with every candidate of FBNetV1. */
  private static LayerwiseDefinition tiny() {
    return new LayerwiseDefinition(
        "tiny",
        new ImageShape(32, 32, 3),
        new Stem(3, 8, 2),
        List.of(new Stage(8, 1, 1), new Stage(16, 2, 2), new Stage(24, 2, 2), new Stage(32, 1, 1)),
        FbnetV1.CANDIDATES,
        true,
        128,
        10);
  }
}
