package org.fbnetspark.data.source;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A folder of a tree of files and the pictures that a walk found in it. */
final class Folder {

  private final String path;
  private final Map<String, Folder> folders = new TreeMap<>();
  private long own;
  private long all;

  private Folder(String path) {
    this.path = path;
  }

  static Folder root() {
    return new Folder("");
  }

  /** Adds the folder of this path, and those above it, where they are not there yet. */
  Folder with(String below) {
    Folder folder = this;
    for (String part : below.split("/")) {
      String path = folder.path.isEmpty() ? part : folder.path + "/" + part;
      folder =
          part.isEmpty() ? folder : folder.folders.computeIfAbsent(part, made -> new Folder(path));
    }
    return folder;
  }

  /** Counts a picture that lies right in the folder of this path. */
  void addPicture(String below) {
    with(below).own++;
    Folder folder = this;
    folder.all++;
    for (String part : below.split("/")) {
      if (!part.isEmpty()) {
        folder = folder.folders.get(part);
        folder.all++;
      }
    }
  }

  String path() {
    return path;
  }

  String name() {
    return RelativePath.last(path);
  }

  /** The folders right in it, by name. */
  Map<String, Folder> folders() {
    return Collections.unmodifiableMap(folders);
  }

  /** Those of them that hold pictures, at any depth. */
  List<Folder> filled() {
    return folders.values().stream().filter(folder -> folder.all > 0).toList();
  }

  /** Number of pictures right in it. */
  long own() {
    return own;
  }

  /** Number of pictures at any depth. */
  long all() {
    return all;
  }

  /** The paths of these folders, or their names, in one text. */
  static String listed(Collection<String> names) {
    List<String> first = names.stream().limit(10).map(name -> "'" + name + "'").toList();
    String more = names.size() > 10 ? " and " + (names.size() - 10) + " more" : "";
    return RelativePath.printable(String.join(", ", first)) + more;
  }
}
