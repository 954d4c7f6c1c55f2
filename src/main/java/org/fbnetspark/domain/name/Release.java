package org.fbnetspark.domain.name;

/** Which fbnet-spark this is. */
public final class Release {

  /** Name of the product. */
  public static final String PRODUCT = "fbnet-spark";

  /** Version of the product. */
  public static final String VERSION = "0.1.0";

  /** Name and version. */
  public static final String NAME = PRODUCT + " " + VERSION;

  private Release() {}
}
