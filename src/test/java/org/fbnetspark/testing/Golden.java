package org.fbnetspark.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files as a release has written them. */
public final class Golden {

  /** Where they lie. */
  public static final Path FOLDER = Path.of("src/test/resources/golden");

  private Golden() {}

  /** The bytes of one. */
  public static byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(FOLDER.resolve(name));
  }

  /** The text of one. */
  public static String text(String name) throws IOException {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }
}
