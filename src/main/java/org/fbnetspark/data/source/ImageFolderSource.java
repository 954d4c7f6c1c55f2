package org.fbnetspark.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fbnetspark.data.Split;
import org.fbnetspark.store.Storage;

/**
 * JPEG and PNG files in folders {@code split/class/}, or {@code class/} where there is no split, in
 * a directory or a tar archive. Folders above these do not matter.
 */
final class ImageFolderSource implements ExampleSource {

  private final Storage storage;
  private final String path;
  private final SourceLimits limits;

  ImageFolderSource(Storage storage, String path, SourceLimits limits) {
    this.storage = storage;
    this.path = path;
    this.limits = limits;
  }

  @Override
  public String description() {
    return "image folder " + RelativePath.last(path);
  }

  @Override
  public List<String> read(ExampleSink sink) throws IOException {
    Walk walk = new Walk(sink);
    FileTree.at(storage, path, limits).walk(walk);
    walk.nameEmptyFolders();
    return List.copyOf(walk.labels.keySet());
  }

  private final class Walk implements FileTree.Visitor {
    private final ExampleSink sink;
    private final Map<String, Integer> labels = new LinkedHashMap<>();
    private final Map<String, String> folders = new HashMap<>();
    private final List<String> directories = new ArrayList<>();
    private final Set<String> filled = new HashSet<>();
    private Optional<Boolean> hasSplits = Optional.empty();

    Walk(ExampleSink sink) {
      this.sink = sink;
    }

    @Override
    public void directory(String directory) {
      directories.add(directory);
      filled.add(RelativePath.parent(directory));
    }

    @Override
    public void file(FileTree.TreeFile file) throws IOException {
      String reason = reasonAgainst(file);
      if (!reason.isEmpty()) {
        sink.skip(file.path(), reason);
        return;
      }
      String folder = RelativePath.parent(file.path());
      Optional<Split> split = splitOf(folder);
      if (hasSplits.isEmpty()) {
        hasSplits = Optional.of(split.isPresent());
      }
      if (split.isPresent() != hasSplits.get()) {
        sink.skip(
            file.path(),
            hasSplits.get() ? "is not in a folder train/class/ or test/class/" : "has a split");
        return;
      }
      filled.add(folder);
      Split of = split.orElse(Split.TRAIN);
      int label = label(of, folder);
      if (file.location().isPresent()) {
        sink.accept(RawExample.path(of, label, file.location().get()));
      } else {
        try (InputStream in = file.open()) {
          sink.accept(RawExample.file(of, label, file.path(), in.readAllBytes()));
        }
      }
    }

    /** Why a file is no example; empty where it is one. */
    private String reasonAgainst(FileTree.TreeFile file) {
      String name = file.name().toLowerCase(Locale.ROOT);
      if (name.startsWith(".") || !name.matches(".*\\.(jpg|jpeg|png)")) {
        return "is not a .jpg, .jpeg or .png file";
      }
      if (RelativePath.parent(file.path()).isEmpty()) {
        return "is not in the folder of a class";
      }
      if (file.bytes() > limits.maxImageBytes()) {
        return "is "
            + file.bytes()
            + " bytes long, beyond the limit of "
            + limits.maxImageBytes()
            + " bytes";
      }
      return "";
    }

    private static Optional<Split> splitOf(String classFolder) {
      return Split.ofFolder(RelativePath.last(RelativePath.parent(classFolder)));
    }

    private int label(Split split, String folder) throws IOException {
      String name = RelativePath.last(folder);
      String before = folders.putIfAbsent(split.label() + "/" + name, folder);
      if (before != null && !before.equals(folder)) {
        throw new IOException(
            path
                + " holds class '"
                + name
                + "' twice, in "
                + before
                + " and in "
                + folder
                + "; merge or rename them");
      }
      return labels.computeIfAbsent(name, added -> labels.size());
    }

    /** Names every folder of a class without an image; its class is one all the same. */
    void nameEmptyFolders() throws IOException {
      for (String directory : directories) {
        boolean ofClass = splitOf(directory).isPresent() == hasSplits.orElse(true);
        if (ofClass && !filled.contains(directory)) {
          label(splitOf(directory).orElse(Split.TRAIN), directory);
          sink.skip(directory, "is an empty folder");
        }
      }
    }

    @Override
    public void skip(String skipped, String reason) {
      sink.skip(skipped, reason);
    }

    @Override
    public void reached(double share) {
      sink.reached(share);
    }
  }
}
