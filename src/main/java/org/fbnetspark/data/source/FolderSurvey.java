package org.fbnetspark.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fbnetspark.store.CorruptFileException;

/** A first walk through a tree: which folders hold how many pictures, and what holds none. */
final class FolderSurvey implements FileTree.Visitor {

  private static final int MAX_ANNOTATION_BYTES = 64 << 20;

  private final String source;
  private final ExampleSink sink;
  private final Folder root = Folder.root();
  private final Map<String, SplitAnnotations> annotations = new HashMap<>();
  private final Set<String> hidden = new HashSet<>();
  private String firstHidden = "";
  private long others;
  private String firstOther = "";

  /**
   * A survey of nothing yet.
   *
   * @param source what is walked, for messages
   * @param sink is told how far the walk is, as the first half of the reading
   */
  FolderSurvey(String source, ExampleSink sink) {
    this.source = source;
    this.sink = sink;
  }

  /** Whether a file is a picture of a kind that is read, by its name. */
  static boolean isPicture(String name) {
    return name.toLowerCase(Locale.ROOT).matches(".*\\.(jpg|jpeg|jpe|jfif|png)");
  }

  /** Whether it is one of another kind. */
  static boolean isForeignPicture(String name) {
    return name.toLowerCase(Locale.ROOT)
        .matches(".*\\.(gif|bmp|webp|tif|tiff|heic|heif|avif|jp2|jxl|ppm|pgm|svg)");
  }

  @Override
  public void directory(String path) {
    root.with(path);
  }

  @Override
  public void file(FileTree.TreeFile file) throws IOException {
    String folder = RelativePath.parent(file.path());
    if (isPicture(file.name())) {
      root.addPicture(folder);
    } else if (SplitAnnotations.isNamed(file.name())) {
      if (file.bytes() > MAX_ANNOTATION_BYTES) {
        throw new CorruptFileException(
            source + ":" + file.path(), MAX_ANNOTATION_BYTES, "is longer than its limit");
      }
      try (InputStream in = file.open()) {
        byte[] text = in.readNBytes(MAX_ANNOTATION_BYTES);
        annotations.put(folder, SplitAnnotations.of(source + ":" + file.path(), text));
      }
    } else if (isForeignPicture(file.name())) {
      root.with(folder);
    } else {
      firstOther = others++ == 0 ? file.path() : firstOther;
    }
  }

  @Override
  public void hidden(String path) {
    firstHidden = hidden.isEmpty() ? path : firstHidden;
    hidden.add(path);
  }

  @Override
  public void skip(String path, String reason) {
    // Told by the second walk.
  }

  @Override
  public void unfollowed(String path, String reason) throws IOException {
    if (!isPicture(path)) {
      throw new IOException(
          source + ":" + path + " " + reason + "; a class may be behind it: mend or delete it");
    }
  }

  @Override
  public void reached(double share) {
    sink.reached(share / 2);
  }

  Folder root() {
    return root;
  }

  /** What the file beside the pictures of a split says of their classes. */
  Optional<SplitAnnotations> annotations(Folder folder) {
    return Optional.ofNullable(annotations.get(folder.path()));
  }

  /** What does not count. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (!hidden.isEmpty()) {
      notes.add(
          "hidden files and folders and those of systems do not count: "
              + hidden.size()
              + ", first "
              + RelativePath.printable(firstHidden));
    }
    if (others > 0) {
      notes.add(
          "files that are no pictures do not count: "
              + others
              + ", first "
              + RelativePath.printable(firstOther));
    }
    return notes;
  }
}
