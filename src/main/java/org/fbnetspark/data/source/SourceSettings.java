package org.fbnetspark.data.source;

import java.util.Optional;

/**
 * Where examples come from.
 *
 * @param kind one of {@link SourceCatalog#kinds()}
 * @param path file or directory; none for generated images
 * @param limits bounds on what is read
 * @param parquet which columns to read, for that kind
 * @param generated what to generate, for that kind
 * @param seed decides generated images
 */
public record SourceSettings(
    String kind,
    Optional<String> path,
    SourceLimits limits,
    ParquetColumns parquet,
    GeneratedSettings generated,
    long seed) {}
