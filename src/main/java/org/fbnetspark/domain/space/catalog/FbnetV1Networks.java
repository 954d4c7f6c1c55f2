package org.fbnetspark.domain.space.catalog;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fbnetspark.domain.space.LayerwiseDefinition;

/**
 * The searched networks of FBNetV1. The plain names are Figure 4 of the paper (arXiv 1812.03443);
 * {@code -caffe2} and {@code -pytorch} are what the authors released, which differs in a few
 * blocks. The published figures of A and B belong to the Caffe2 networks.
 */
final class FbnetV1Networks {

  private static final String A =
      "skip | k3_e3 k3_e1 skip skip | k5_e6 k3_e3 k5_e1 k3_e3 | k5_e6 k5_e3 k5_e1_g2 k5_e6"
          + " | k3_e6 k5_e1_g2 k5_e1 k3_e1_g2 | k5_e6 k5_e6 k5_e3 k5_e6 | k5_e6";
  private static final String A_CAFFE2 =
      "skip | k3_e3 k3_e1 skip skip | k5_e6 k3_e3 k5_e1 k3_e3 | k5_e6 k5_e3 k3_e1_g2 k5_e6"
          + " | k3_e6 k3_e1_g2 k5_e3 k3_e1_g2 | k5_e6 k5_e6 k5_e3 k5_e6 | k5_e6";
  private static final String A_PYTORCH =
      "skip | k3_e3 k3_e1 skip skip | k5_e6 k3_e3 k5_e1 k3_e3 | k5_e6 k5_e3 k5_e1_g2 k5_e6"
          + " | k3_e6 k5_e1_g2 k5_e3 k3_e1_g2 | k5_e6 k5_e6 k5_e3 k5_e6 | k5_e6";
  private static final String B =
      "k3_e1 | k3_e6 k5_e1 k3_e1 k3_e1 | k5_e6 k5_e3 k3_e6 k5_e6 | k5_e6 k5_e1 skip k5_e3"
          + " | k5_e6 k3_e1 k5_e1 k5_e3 | k5_e6 k5_e1 k5_e6 k5_e6 | k3_e6";
  private static final String B_CAFFE2 =
      "k3_e1 | k3_e6 k5_e1 k3_e1 k3_e1 | k5_e6 k5_e3 k3_e6 k33_e6 | k5_e6 k5_e1 skip k5_e3"
          + " | k5_e6 k3_e1 k5_e1 k5_e3 | k5_e6 k5_e1 k5_e6 k5_e6 | k3_e6";
  private static final String B_PYTORCH =
      "k3_e1 | k3_e6 k5_e1 k3_e1 k3_e1 | k5_e6 k5_e3 k3_e6 k5_e6 | k5_e6 k5_e6 skip k5_e3"
          + " | k5_e6 k3_e1 k5_e1 k5_e3 | k5_e6 k5_e1 k5_e6 k5_e6 | k3_e6";
  private static final String C =
      "k3_e1 | k3_e6 skip k3_e1 k3_e1 | k5_e6 k5_e3 k5_e6 k3_e6 | k5_e6 k5_e3 k5_e6 k5_e6"
          + " | k5_e6 k5_e6 k5_e6 k5_e3 | k5_e6 k5_e6 k5_e6 k5_e6 | k3_e6";
  private static final String C_CAFFE2 =
      "k3_e1 | k3_e6 skip k3_e1 k3_e1 | k5_e6 k5_e3 k33_e6 k3_e6 | k5_e6 k5_e3 k5_e6 k5_e6"
          + " | k5_e6 k33_e6 k5_e6 k5_e3 | k5_e6 k5_e6 k5_e6 k5_e6 | k3_e6";
  private static final String S8 =
      "k3_e1 | k3_e3 k3_e1 skip skip | k5_e6 k3_e3 k3_e3 k3_e6 | k5_e6 k5_e3 k5_e3 k5_e3"
          + " | k3_e6 k5_e3 k5_e3 k5_e3 | k5_e6 k5_e6 k5_e3 k5_e6 | k5_e6";
  private static final String IPHONE_X =
      "skip | k3_e6 k3_e1 k3_e1 k3_e1 | k3_e6 k3_e6 k3_e6 k3_e6 | k3_e6 k3_e6 k3_e3 k3_e6"
          + " | k3_e6 k3_e3 k3_e3 k3_e3 | k5_e6 k5_e6 k5_e6 k5_e3 | k5_e6";
  private static final String SCALED_96 =
      "k3_e1 | k3_e6 k3_e6 skip skip | k5_e6 k5_e6 skip skip | k5_e6 skip skip skip"
          + " | k3_e6 skip skip skip | k5_e6 k5_e6 skip skip | k5_e6";

  private FbnetV1Networks() {}

  /** The networks by name. */
  static Map<String, NetworkDefinition> all() {
    Map<String, NetworkDefinition> all = new LinkedHashMap<>();
    add(all, "FBNet-A", 1504, A);
    add(all, "FBNet-B", 1984, B);
    add(all, "FBNet-C", 1984, C);
    add(all, "FBNet-S8", 1504, S8);
    add(all, "FBNet-iPhoneX", 1504, IPHONE_X);
    add(all, "FBNet-A-caffe2", 1504, A_CAFFE2);
    add(all, "FBNet-A-pytorch-2019", 1504, A_PYTORCH);
    addWithoutIdleExpansion(all, "FBNet-A-pytorch", 1504, A_PYTORCH);
    add(all, "FBNet-B-caffe2", 1984, B_CAFFE2);
    add(all, "FBNet-B1-caffe2", 1504, B_CAFFE2);
    addWithoutIdleExpansion(all, "FBNet-B-pytorch", 1984, B_PYTORCH);
    add(all, "FBNet-C-caffe2", 1984, C_CAFFE2);
    add(all, "FBNet-C1-caffe2", 1504, C_CAFFE2);
    addWithoutIdleExpansion(all, "FBNet-C-pytorch", 1984, C);
    all.put("FBNet-96-0.35-1", network("FBNet-96-0.35-1", FbnetV1.scaled96(), SCALED_96));
    return all;
  }

  private static void add(
      Map<String, NetworkDefinition> all, String name, int lastWidth, String blocks) {
    all.put(name, network(name, FbnetV1.paper(lastWidth), blocks));
  }

  /** The later releases drop the first 1x1 convolution where it would keep the channels. */
  private static void addWithoutIdleExpansion(
      Map<String, NetworkDefinition> all, String name, int lastWidth, String blocks) {
    String dropped = blocks.replaceAll("_e1(_g2)?\\b", "_e1$1_noexpand");
    all.put(name, network(name, FbnetV1.paper(lastWidth), dropped));
  }

  private static NetworkDefinition network(String name, LayerwiseDefinition macro, String blocks) {
    List<String> codes =
        Arrays.stream(blocks.split("[ |]+")).map(FbnetV1Networks::withFamily).toList();
    return NetworkDefinition.of(macro.withName(name), codes);
  }

  private static String withFamily(String block) {
    return block.equals("skip") ? block : "mb_" + block;
  }
}
