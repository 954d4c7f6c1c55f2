package org.fbnetspark.domain.export;

/**
 * A file of an export.
 *
 * @param name in the directory
 * @param bytes its length
 * @param sha256 in hexadecimal
 */
public record ExportedFile(String name, long bytes, String sha256) {}
