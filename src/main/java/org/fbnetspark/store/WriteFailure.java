package org.fbnetspark.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.lang3.exception.ExceptionUtils;

/** A file that could not be written; says which, and why in words that a person can act on. */
final class WriteFailure extends IOException {

  private static final long serialVersionUID = 1L;

  /** What systems say, and what that means. */
  private static final Map<String, String> REASONS = new LinkedHashMap<>();

  static {
    REASONS.put("Permission denied", "no permission");
    REASONS.put("No space left on device", "no space left on the device");
    REASONS.put("Read-only file system", "the file system is read-only");
    REASONS.put("Disk quota exceeded", "the disk quota is used up");
    REASONS.put("File name too long", "the name is too long");
    REASONS.put("Not a directory", "a part of the path is a file");
    REASONS.put(
        "is in safe mode",
        "HDFS is in safe mode and takes no writes; hdfs dfsadmin -safemode wait tells when it does"
            + " again");
  }

  private WriteFailure(String path, IOException cause) {
    super(path + " cannot be written: " + reason(cause), cause);
  }

  /** The failure with its path and reason, once. */
  static IOException of(Object path, IOException failure) {
    return failure instanceof WriteFailure ? failure : new WriteFailure(path.toString(), failure);
  }

  private static String reason(IOException failure) {
    if (failure instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    }
    if (failure instanceof FileAlreadyExistsException file) {
      return file.getFile() + " is a file";
    }
    String said =
        ExceptionUtils.getThrowableList(failure).stream()
            .map(cause -> String.valueOf(cause.getMessage()))
            .collect(Collectors.joining(" "));
    return REASONS.entrySet().stream()
        .filter(reason -> said.contains(reason.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseGet(() -> String.valueOf(failure.getMessage()));
  }
}
