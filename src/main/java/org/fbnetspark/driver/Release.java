package org.fbnetspark.driver;

/** Which fbnet-spark this is. */
public final class Release {

  /** Name and version. */
  public static final String NAME = "fbnet-spark 0.1.0";

  private Release() {}
}
