package org.fbnetspark.retrain;

/** Who trains the weights of a network. */
public enum RetrainEngine {
  /** Our own rounds: shards are averaged by their examples, and the seed decides every bit. */
  ROUNDS("rounds"),
  /** DL4J's layers, averaged by dl4j-spark. */
  DL4J_SPARK("dl4j-spark");

  private final String key;

  RetrainEngine(String key) {
    this.key = key;
  }

  /** Its name in configurations. */
  public String key() {
    return key;
  }
}
