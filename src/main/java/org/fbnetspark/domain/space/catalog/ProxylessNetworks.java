package org.fbnetspark.domain.space.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fbnetspark.domain.op.GlobalPool;
import org.fbnetspark.domain.shape.ImageShape;
import org.fbnetspark.domain.space.catalog.NetworkDefinition.Layer;

/**
 * The networks that ProxylessNAS's search found for a phone, a CPU and a GPU (Cai et al., arXiv
 * 1812.00332, Figure 4), as their authors released them, and the phone's 1.4 times as wide.
 *
 * <p>The parameters that they publish count the scales and shifts of normalisations and the biases
 * too. Their normalisations add 1e-3 to a variance where ours add 1e-5.
 */
final class ProxylessNetworks {

  private static final String MOBILE =
      "conv_k3_r6:32/2 | mb_k3_e1_noexpand_r6:16"
          + " | mb_k5_e3_r6:32/2 mb_k3_e3_r6:32 skip:32 skip:32"
          + " | mb_k7_e3_r6:40/2 mb_k3_e3_r6:40 mb_k5_e3_r6:40 mb_k5_e3_r6:40"
          + " | mb_k7_e6_r6:80/2 mb_k5_e3_r6:80 mb_k5_e3_r6:80 mb_k5_e3_r6:80"
          + " | mb_k5_e6_r6:96 mb_k5_e3_r6:96 mb_k5_e3_r6:96 mb_k5_e3_r6:96"
          + " | mb_k7_e6_r6:192/2 mb_k7_e6_r6:192 mb_k7_e3_r6:192 mb_k7_e3_r6:192"
          + " | mb_k7_e6_r6:320";
  private static final String MOBILE_14 =
      "conv_k3_r6:48/2 | mb_k3_e1_noexpand_r6:24"
          + " | mb_k5_e3_r6:40/2 mb_k3_e3_r6:40 skip:40 skip:40"
          + " | mb_k7_e3_r6:56/2 mb_k3_e3_r6:56 mb_k5_e3_r6:56 mb_k5_e3_r6:56"
          + " | mb_k7_e6_r6:112/2 mb_k5_e3_r6:112 mb_k5_e3_r6:112 mb_k5_e3_r6:112"
          + " | mb_k5_e6_r6:136 mb_k5_e3_r6:136 mb_k5_e3_r6:136 mb_k5_e3_r6:136"
          + " | mb_k7_e6_r6:256/2 mb_k7_e6_r6:256 mb_k7_e3_r6:256 mb_k7_e3_r6:256"
          + " | mb_k7_e6_r6:448";
  private static final String CPU =
      "conv_k3_r6:40/2 | mb_k3_e1_noexpand_r6:24"
          + " | mb_k3_e6_r6:32/2 mb_k3_e3_r6:32 mb_k3_e3_r6:32 mb_k3_e3_r6:32"
          + " | mb_k3_e6_r6:48/2 mb_k3_e3_r6:48 mb_k3_e3_r6:48 mb_k5_e3_r6:48"
          + " | mb_k3_e6_r6:88/2 skip:88 skip:88 mb_k3_e3_r6:88"
          + " | mb_k5_e6_r6:104 mb_k3_e3_r6:104 mb_k3_e3_r6:104 mb_k3_e3_r6:104"
          + " | mb_k5_e6_r6:216/2 mb_k5_e3_r6:216 mb_k5_e3_r6:216 mb_k3_e3_r6:216"
          + " | mb_k5_e6_r6:360";
  private static final String GPU =
      "conv_k3_r6:40/2 | mb_k3_e1_noexpand_r6:24"
          + " | mb_k5_e3_r6:32/2 skip:32 skip:32 skip:32"
          + " | mb_k7_e3_r6:56/2 skip:56 skip:56 mb_k3_e3_r6:56"
          + " | mb_k7_e6_r6:112/2 skip:112 skip:112 mb_k5_e3_r6:112"
          + " | mb_k5_e6_r6:128 skip:128 mb_k3_e3_r6:128 mb_k5_e3_r6:128"
          + " | mb_k7_e6_r6:256/2 mb_k7_e6_r6:256 mb_k7_e6_r6:256 mb_k5_e6_r6:256"
          + " | mb_k7_e6_r6:432";

  private ProxylessNetworks() {}

  /** The networks by name. */
  static Map<String, NetworkDefinition> all() {
    Map<String, NetworkDefinition> all = new LinkedHashMap<>();
    all.put("proxyless_mobile", network("proxyless_mobile", MOBILE, 1280));
    all.put("proxyless_mobile_14", network("proxyless_mobile_14", MOBILE_14, 1792));
    all.put("proxyless_cpu", network("proxyless_cpu", CPU, 1432));
    all.put("proxyless_gpu", network("proxyless_gpu", GPU, 1728));
    return all;
  }

  /** A network at 224x224 with 1000 classes. */
  private static NetworkDefinition network(String name, String table, int lastWidth) {
    List<Layer> layers = NetworkDefinition.stages(table);
    layers.add(new Layer("last", NetworkDefinition.op("conv_k1_r6"), lastWidth, 1));
    layers.add(new Layer("pool", new GlobalPool(), lastWidth, 1));
    return new NetworkDefinition(name, new ImageShape(224, 224, 3), layers, 1000);
  }
}
