package org.fbnetspark.data.source;

import java.util.Optional;

/**
 * Which columns of a Parquet file to read; one that is not named is found by its type.
 *
 * @param image bytes of a JPEG or PNG file, or a struct with such a field {@code bytes}
 * @param label whole numbers or names of classes
 */
public record ParquetColumns(Optional<String> image, Optional<String> label) {

  /** Both found by their types. */
  public static final ParquetColumns FOUND = new ParquetColumns(Optional.empty(), Optional.empty());
}
