package org.fbnetspark.data.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.fbnetspark.store.Storage;

/**
 * The Parquet files of a data set: one file, or all of a directory. The split of each is the first
 * part of its name ({@code train-00000-of-00002.parquet}) or the folder that it lies in; where no
 * file names any, all are to train with.
 */
final class ParquetFiles implements FileTree.Visitor {

  private final Map<SplitName, List<String>> ofSplit = new EnumMap<>(SplitName.class);
  private final Set<String> folders = new TreeSet<>();
  private final List<String> unsplit = new ArrayList<>();

  private ParquetFiles() {}

  static Map<SplitName, List<String>> in(Storage storage, String path, SourceLimits limits)
      throws IOException {
    if (!storage.isDirectory(path)) {
      return Map.of(SplitName.TRAIN, List.of(path));
    }
    ParquetFiles files = new ParquetFiles();
    new DirectoryTree(storage, path, limits).walk(files);
    if (files.ofSplit.isEmpty()) {
      files.ofSplit.put(SplitName.TRAIN, files.unsplit);
    } else if (!files.unsplit.isEmpty()) {
      throw new IOException(
          path
              + " holds files of splits, but also "
              + Folder.listed(files.unsplit)
              + ", whose split is not known; keep them apart");
    }
    if (files.ofSplit.getOrDefault(SplitName.TRAIN, List.of()).isEmpty()) {
      throw new IOException(
          path + " holds no Parquet files to train with, such as train-00000-of-00001.parquet");
    }
    if (files.folders.size() > files.ofSplit.size()) {
      throw new IOException(
          path
              + " holds several data sets, in "
              + Folder.listed(files.folders)
              + "; give prepare.path one of them");
    }
    return files.ofSplit;
  }

  @Override
  public void directory(String path) {}

  @Override
  public void file(FileTree.TreeFile file) {
    if (!file.name().toLowerCase(Locale.ROOT).endsWith(".parquet")) {
      return;
    }
    String location = file.location().orElseThrow();
    folders.add(RelativePath.parent(file.path()));
    Optional<SplitName> split = SplitName.of(file.name().split("[-_.0-9]", 2)[0]);
    String folder = RelativePath.parent(file.path());
    while (split.isEmpty() && !folder.isEmpty()) {
      split = SplitName.of(RelativePath.last(folder));
      folder = RelativePath.parent(folder);
    }
    split
        .map(known -> ofSplit.computeIfAbsent(known, added -> new ArrayList<>()))
        .orElse(unsplit)
        .add(location);
  }

  @Override
  public void skip(String path, String reason) {}

  @Override
  public void reached(double share) {}
}
