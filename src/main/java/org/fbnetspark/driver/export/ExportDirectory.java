package org.fbnetspark.driver.export;

import java.io.IOException;
import java.util.List;
import org.fbnetspark.domain.export.ExportedFile;
import org.fbnetspark.run.Claim;
import org.fbnetspark.run.JobRefusedException;
import org.fbnetspark.run.Sha256;
import org.fbnetspark.store.Storage;

/**
 * The directory that an export writes:
 *
 * <pre>
 * model.onnx          batch normalisation folded, any batch, single precision
 * model-int8.onnx     the same in 8 bits, where it can be calibrated
 * model.dl4j.zip      of DL4J's own layers
 * model.safetensors   weights and statistics as they were trained
 * architecture.json   the layers
 * export.json         files, figures, versions; written last
 * </pre>
 *
 * @param storage where it lies
 * @param path full path
 */
record ExportDirectory(Storage storage, String path) {

  static final String ONNX = "model.onnx";
  static final String INT8 = "model-int8.onnx";
  static final String DL4J = "model.dl4j.zip";
  static final String MODEL = "model.safetensors";
  static final String ARCHITECTURE = "architecture.json";
  private static final String SUMMARY = "export.json";

  private static final List<String> NAMES = List.of(SUMMARY, ONNX, INT8, DL4J, MODEL, ARCHITECTURE);

  /**
   * A directory that holds no file of an export; one of a run is none, for its files would be
   * mistaken for the export's.
   *
   * @throws JobRefusedException where it holds one
   */
  static ExportDirectory open(Claim claim) throws IOException {
    ExportDirectory directory = new ExportDirectory(claim.storage(), claim.directory());
    for (String name : NAMES) {
      if (claim.storage().exists(directory.child(name))) {
        throw new JobRefusedException(
            directory.path + " holds " + name + " already; choose another --output");
      }
    }
    return directory;
  }

  /** Writes a file in one step. */
  ExportedFile write(String name, byte[] bytes) throws IOException {
    storage.write(child(name), bytes);
    return new ExportedFile(name, bytes.length, Sha256.of(bytes));
  }

  /** Makes the files an export. */
  void commit(byte[] summary) throws IOException {
    storage.write(child(SUMMARY), summary);
  }

  private String child(String name) {
    return Storage.child(path, name);
  }
}
